import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { testApi } from "@/lib/testing/api";
import { testDatabase } from "@/lib/testing/database";
import { makeRelease, sampleOrganisation } from "@/lib/testing/release";
import { makeWorld, type World } from "@/lib/testing/world";

const program = process.env["PROMETHEUS"] ?? "prometheus";
const isHere = (() => {
  try {
    execFileSync(program, ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
})();

const folder = mkdtempSync(join(tmpdir(), "countersign-prometheus-"));
const release = "real-prometheus";
const answers: number[] = [];
let world: World;
let servers: Server[] = [];
let prometheus: ChildProcess | null = null;
let isUp = true;

/** A real Prometheus that scrapes a target of ours and writes what it finds to our API. */
beforeAll(async () => {
  if (!isHere) return;
  world = await makeWorld((await testDatabase()).url);
  await sampleOrganisation(world);
  await makeRelease(world, { slug: release });
  const api = testApi(world.kernel);
  const token = await world.tokenOf("ed");
  const body = { name: "detection_rate", unit: "1", better: "higher" };
  await api.request("POST", "/metrics", { token, body });
  const target = await listen(() => ({
    status: isUp ? 200 : 500,
    text: `detection_rate{cohort="canary",countersign_release="${release}",region="eu"} 0.97\nother_total 3\n`,
  }));
  const receiver = await listen(async (bytes, headers) => {
    const answer = await api.request("POST", "/metrics/write", { body: bytes, headers });
    answers.push(answer.status);
    return { status: answer.status, text: typeof answer.body === "string" ? answer.body : "" };
  });
  writeFileSync(join(folder, "token"), token);
  writeFileSync(
    join(folder, "prometheus.yml"),
    `global: { scrape_interval: 250ms, scrape_timeout: 200ms }
scrape_configs: [{ job_name: model, honor_labels: true, static_configs: [{ targets: ["127.0.0.1:${target}"] }] }]
remote_write:
  - url: http://127.0.0.1:${receiver}/api/v1/metrics/write
    authorization: { credentials_file: ${join(folder, "token")} }
    queue_config: { batch_send_deadline: 200ms, min_backoff: 30ms }
`,
  );
  prometheus = spawn(
    program,
    [
      `--config.file=${join(folder, "prometheus.yml")}`,
      `--storage.tsdb.path=${join(folder, "data")}`,
      "--web.listen-address=127.0.0.1:0",
    ],
    { stdio: "ignore" },
  );
});

afterAll(async () => {
  if (prometheus !== null) {
    const ended = new Promise((resolve) => prometheus?.once("exit", resolve));
    prometheus.kill("SIGKILL");
    await ended;
  }
  for (const server of servers) server.close();
  rmSync(folder, { recursive: true });
  if (isHere) await world.close();
});

type Says = (
  bytes: Buffer,
  headers: Record<string, string>,
) => { status: number; text: string } | Promise<{ status: number; text: string }>;

async function listen(says: Says): Promise<number> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { host: _host, ...rest } = request.headers;
      const headers = Object.fromEntries(
        Object.entries(rest).flatMap(([name, value]) => (typeof value === "string" ? [[name, value]] : [])),
      );
      void Promise.resolve(says(Buffer.concat(chunks), headers)).then(({ status, text }) =>
        response.writeHead(status, { "content-type": "text/plain" }).end(text),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  servers = [...servers, server];
  return (server.address() as AddressInfo).port;
}

const stored = () =>
  world.kernel.db.prisma.$queryRaw<{ labels: Record<string, string>; v: number }[]>`
    SELECT x.labels, s.v FROM samples s JOIN metric_series x ON x.id = s.series_id WHERE x.cohort = 'canary' ORDER BY s.t`;

describe.skipIf(!isHere)("a real Prometheus", () => {
  it("has its samples stored, and what is of something else refused, without sending it for ever", async () => {
    await vi.waitFor(async () => expect((await stored()).length).toBeGreaterThan(8), {
      timeout: 30_000,
      interval: 200,
    });
    const [first] = await stored();
    expect(first).toMatchObject({ labels: { job: "model", region: "eu" }, v: 0.97 });
    expect(answers.filter((status) => status >= 500)).toEqual([]);
  });

  it("ends a series by a stale marker, which is no sample", async () => {
    isUp = false;
    const sent = answers.length;
    await vi.waitFor(() => expect(answers.length).toBeGreaterThan(sent + 4), {
      timeout: 30_000,
      interval: 200,
    });
    const all = await stored();
    expect(all.every(({ v }) => v === 0.97)).toBe(true);
    expect(new Set(answers)).toEqual(new Set([400]));
  });
});
