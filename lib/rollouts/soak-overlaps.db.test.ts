import { afterAll, beforeAll, expect, it } from "vitest";
import { newId } from "@/lib/platform/ids";
import { testApi } from "@/lib/testing/api";
import { testDatabase } from "@/lib/testing/database";
import { exposureActs, ladderedTemplate } from "@/lib/testing/laddered";
import { makeWorld, type World } from "@/lib/testing/world";
import type { SoakOverlapAnswer } from "./overlap-schemas";

let world: World;
const acts = exposureActs(() => world);

const criterion = {
  key: "p95",
  kind: "threshold",
  agg: "p95",
  window: "5m",
  step: "1m",
  breach: { op: ">", value: "250" },
  severity: "warn",
};

beforeAll(async () => {
  world = await makeWorld((await testDatabase()).url);
  await world.release({ slug: "plain" });
  await world.template(ladderedTemplate, "cora");
  for (const name of ["latency", "errors"])
    await ask("POST", "/metrics", { name, unit: "1", better: "lower", kind: "value" });
  for (const [slug, metric, where] of [
    ["alpha", "latency", { region: "eu" }],
    ["beta", "latency", {}],
    ["gamma", "latency", { region: "us" }],
    ["delta", "errors", {}],
  ] as const) {
    const release = await world.release({
      slug,
      template: "laddered",
      ...(slug === "gamma" && { restrictedTo: ["cora"] }),
    });
    await ask("PUT", `/releases/${slug}/criteria`, [{ ...criterion, metric, where }]);
    if (slug === "beta") continue;
    await (
      await acts.increase(release, 5)
    )();
    await acts.confirm(release, 5);
  }
});
afterAll(() => world.close());

async function ask<T>(
  method: "GET" | "POST" | "PUT",
  path: string,
  body?: unknown,
  who = "cora",
): Promise<T> {
  const token = await world.tokenOf(who);
  const answer = await testApi(world.kernel).request(method, path, { token, body });
  if (answer.status >= 300)
    throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.as<T>();
}

async function told(who: string, query = ""): Promise<string[]> {
  const { items } = await ask<{ items: SoakOverlapAnswer[] }>(
    "GET",
    `/calendar/overlaps${query}`,
    undefined,
    who,
  );
  return items.map(({ soaks, metrics }) => {
    const both = soaks.map(({ release, percent, kind }) => `${release.slug} ${percent} ${kind}`);
    return [...both, ...metrics.map(({ metric, isCommon }) => `${metric}${isCommon ? " common" : ""}`)].join(
      ", ",
    );
  });
}

it("tells soaks that run and steps to come, of releases whose criteria read one metric by labels that go together", async () => {
  // Steps to come begin at the soonest, which is a moment later for each that is read.
  const found = await told("cora", "?release=alpha");
  expect(found).toContain("alpha 5 running, beta 5 planned, latency");
  expect(found).toContain("alpha 25 planned, beta 25 planned, latency");
  expect(found.every((each) => /^alpha .* beta /.test(each))).toBe(true);
  expect(await told("cora", "?release=delta")).toEqual([]);
});

it("names no release that the caller does not see", async () => {
  expect((await told("cora")).some((each) => each.includes("gamma"))).toBe(true);
  expect((await told("mia")).some((each) => each.includes("gamma"))).toBe(false);
});

it("says where both read the very same samples", async () => {
  const { id } = await world.kernel.db.prisma.metric.findUniqueOrThrow({ where: { name: "latency" } });
  await world.kernel.db.prisma.metricSeries.create({
    data: { metricId: id, releaseId: null, cohort: "canary", labels: {}, labelKey: newId() },
  });
  expect((await told("cora", "?release=alpha"))[0]).toContain("latency common");
});
