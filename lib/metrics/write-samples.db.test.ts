import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { encodeWrite } from "@/lib/integrations/prometheus/fixtures/encode-write";
import { type TestApi, testApi } from "@/lib/testing/api";
import { testDatabase } from "@/lib/testing/database";
import { makeRelease, sampleOrganisation } from "@/lib/testing/release";
import { makeWorld, type World } from "@/lib/testing/world";

let world: World;
let api: TestApi;
let token: string;
let now: number;

const release = "written";
const metric = "written_ms";

beforeAll(async () => {
  world = await makeWorld((await testDatabase()).url);
  await sampleOrganisation(world);
  api = testApi(world.kernel);
  token = await world.tokenOf("ed");
  now = world.kernel.clock.now().getTime();
  await makeRelease(world, { slug: release });
  for (const body of [
    { name: metric, unit: "ms", better: "lower" },
    { name: "written_events", unit: "1", better: "lower", kind: "events" },
  ])
    await api.request("POST", "/metrics", { token, body });
});
afterAll(() => world.close());

const headers = { "content-type": "application/x-protobuf", "content-encoding": "snappy" };
const send = (body: Uint8Array, more: Record<string, string> = {}) =>
  api.request("POST", "/metrics/write", { token, body, headers: { ...headers, ...more } });
const labels = { __name__: metric, countersign_release: release, cohort: "canary", job: "api" };

async function stored(name = metric) {
  return world.kernel.db.prisma.$queryRaw<{ labels: unknown; cohort: string; v: number }[]>`
    SELECT x.labels, x.cohort, s.v FROM samples s JOIN metric_series x ON x.id = s.series_id JOIN metrics m ON m.id = x.metric_id
    WHERE m.name = ${name} ORDER BY s.t`;
}

describe("remote-write", () => {
  it("stores samples by their labels, and takes the same request again", async () => {
    const body = encodeWrite([
      {
        labels,
        samples: [
          { t: now - 2_000, v: 20 },
          { t: now - 1_000, v: 21.5 },
          { t: now, v: "stale" },
        ],
      },
    ]);
    expect((await send(body)).status).toBe(204);
    expect((await send(body, { "x-prometheus-remote-write-version": "0.1.0" })).status).toBe(204);
    expect(await stored()).toEqual([
      { labels: { job: "api" }, cohort: "canary", v: 20 },
      { labels: { job: "api" }, cohort: "canary", v: 21.5 },
    ]);
  });

  it("stores what it can, and tells the rest with 400, so that it is not sent for ever", async () => {
    const { cohort: _, countersign_release: __, ...foreign } = labels;
    const answer = await send(
      encodeWrite([
        { labels: foreign, samples: [{ t: now, v: 1 }] },
        { labels: { ...labels, __name__: "undeclared" }, samples: [{ t: now, v: 1 }] },
        { labels: { ...labels, __name__: "written_events" }, samples: [{ t: now, v: 1 }] },
        { labels: { ...labels, countersign_release: "no-such" }, samples: [{ t: now, v: 1 }] },
        { labels: { ...labels, cohort: "some" }, samples: [{ t: now, v: 1 }] },
        {
          labels,
          samples: [
            { t: now - 1_000, v: 99 },
            { t: now - 500, v: 22 },
          ],
        },
      ]),
    );
    expect(answer.status).toBe(400);
    expect(answer.headers.get("content-type")).toContain("text/plain");
    const text = String(answer.body);
    expect(text).toContain("1 series with neither countersign_release nor cohort");
    for (const code of ["unknown-metric", "wrong-kind", "unknown-release", "unknown-cohort", "conflict"])
      expect(text).toContain(`1 samples ${code}`);
    expect(text).toContain("The other 1 samples are stored");
    expect((await stored()).map(({ v }) => v)).toEqual([20, 21.5, 22]);
  });

  it("takes more than ten thousand samples in one request", async () => {
    const samples = Array.from({ length: 10_500 }, (_, n) => ({ t: now - 100_000 - n, v: n }));
    expect((await send(encodeWrite([{ labels: { ...labels, job: "many" }, samples }]))).status).toBe(204);
    expect((await stored()).length).toBe(10_503);
  });

  it("refuses what is not as Prometheus sends it, with a status that is not tried again", async () => {
    const body = encodeWrite([]);
    expect((await send(body)).status).toBe(204);
    expect((await send(Buffer.from("nonsense"))).status).toBe(400);
    expect((await send(body, { "content-encoding": "gzip" })).status).toBe(415);
    expect((await send(body, { "content-type": "application/json" })).status).toBe(415);
    const plain = { token, body, headers: { "content-type": "application/x-protobuf" } };
    expect((await api.request("POST", "/metrics/write", plain)).status).toBe(415);
    expect((await send(new Uint8Array(8 * 1024 * 1024 + 1))).status).toBe(413);
  });
});
