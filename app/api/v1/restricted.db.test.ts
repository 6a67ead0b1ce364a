import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { assignRoles } from "@/lib/releases/assign-roles";
import { testApi } from "@/lib/testing/api";
import { type Caller, type CallerName, makeCallers } from "@/lib/testing/callers/callers";
import { commandCases } from "@/lib/testing/callers/commands";
import { type EndpointCase, endpointCases } from "@/lib/testing/callers/endpoints";
import { makeStage } from "@/lib/testing/callers/stage";
import { testDatabase } from "@/lib/testing/database";
import { numberEntries } from "@/lib/testing/number-entries";
import { sampleTemplate, type SampleRelease } from "@/lib/testing/release";
import { makeWorld, type World } from "@/lib/testing/world";
import { allEndpoints } from "./_endpoints/all";

let world: World;
let callers: Record<CallerName, Caller>;
let cases: Record<string, EndpointCase>;
let hushed: SampleRelease;
let hushedId = "";
let lastSeq = 0;

/** Those who neither are named nor hold a role on it; the engineer is in the role's pool, the lead leads the component's team. */
const outsiders = ["member", "engineer", "lead", "auditor", "admin", "machine"] as const;
const insiders = ["champion", "reviewer"] as const;

beforeAll(async () => {
  world = await makeWorld((await testDatabase()).url);
  await world.release({ slug: "first" });
  callers = await makeCallers(world);
  const stage = await makeStage(world, JSON.stringify({ ...sampleTemplate, key: "another" }));
  cases = endpointCases(stage, commandCases(stage));
  hushed = await world.release({ slug: "hushed", restrictedTo: ["eve"] });
  const cora = world.call(await world.actor("cora"));
  await assignRoles.execute(
    world.kernel,
    { release: "hushed", roles: { engineer: [world.emailOf("eve")] } },
    cora,
  );
  hushedId = (await world.kernel.db.prisma.release.findUniqueOrThrow({ where: { slug: "hushed" } })).id;
  const count = await world.kernel.db.prisma.ledgerEntry.count();
  await numberEntries(world.kernel.db);
  lastSeq = count;
}, 120_000);
afterAll(() => world.close());

const tokenOf = (caller: CallerName) => callers[caller].token ?? undefined;
const api = () => testApi(world.kernel);

async function answerFor(name: string, slug: string, caller: CallerName) {
  const one = cases[name];
  const [method = "", pattern = ""] = name.split(" ");
  const named = pattern.split("/").indexOf("{slug}");
  const path = (one?.path ?? "").replace(/^\/releases\/[^/]+/, `/releases/${slug}`).split("/");
  if (named !== -1) path[named] = slug;
  const body = method === "GET" || method === "DELETE" ? {} : { body: one?.body };
  const answer = await api().request(method, path.join("/"), { token: tokenOf(caller), ...body });
  const { requestId: _, ...said } = answer.as<Record<string, unknown>>();
  return { status: answer.status, said: JSON.parse(JSON.stringify(said).replaceAll(slug, "…")) as unknown };
}

describe("a restricted release", () => {
  it("is to outsiders as one that does not exist, on every route", async () => {
    const routes = allEndpoints
      .filter(({ path }) => path.includes("{slug}"))
      .map(({ method, path }) => `${method} ${path}`);
    expect(routes.length).toBeGreaterThan(20);
    for (const route of routes) {
      for (const caller of outsiders) {
        const answer = await answerFor(route, hushed.slug, caller);
        expect(answer, `${route}, by ${caller}`).toEqual(await answerFor(route, "nothing-here", caller));
        expect([403, 404], `${route}, by ${caller}: ${JSON.stringify(answer)}`).toContain(answer.status);
        if (caller !== "machine") expect(answer.status, `${route}, by ${caller}`).toBe(404);
      }
    }
  }, 120_000);

  it("is there for those who are named or hold a role on it", async () => {
    for (const caller of insiders)
      expect((await answerFor("GET /releases/{slug}", hushed.slug, caller)).status).toBe(200);
    const eve = await world.tokenOf("eve");
    expect((await api().request("GET", "/releases/hushed", { token: eve })).status).toBe(200);
  });

  const lists = [
    "/releases",
    "/releases?q=hush",
    "/releases?component=m-hushed",
    "/releases?team=owners&state=active",
    "/ledger/entries?limit=200",
    "/ledger/entries?release=hushed",
    "/ledger/entries?limit=200&order=newest&decision=candidate.set",
    "/ledger/people/eve@example.org",
    "/ledger/people/cora@example.org",
    "/ledger/roles/engineer",
    "/ledger/rights/hold.place",
    "/decisions",
    "/components/m-hushed",
    "/people",
    "/roles",
  ];
  it.each(lists)("is not in %s", async (path) => {
    for (const caller of outsiders) {
      const text = JSON.stringify((await api().request("GET", path, { token: tokenOf(caller) })).body);
      expect(text, caller).not.toContain(hushedId);
      expect(text, caller).not.toMatch(/"hushed"|Release hushed/);
    }
  });

  it("is in the lists of those who see it", async () => {
    for (const path of [
      "/releases?q=hush",
      "/releases?component=m-hushed",
      "/ledger/entries?release=hushed",
    ]) {
      const answer = await api().request("GET", path, { token: tokenOf("champion") });
      expect(answer.as<{ items: unknown[] }>().items.length, path).toBeGreaterThan(0);
    }
    const empty = await api().request("GET", "/ledger/entries?release=hushed", { token: tokenOf("admin") });
    expect(empty.body).toEqual({ items: [], nextCursor: null });
  });

  it("has entries, with what proves them, for those alone who see it", async () => {
    const { prisma } = world.kernel.db;
    const own = await prisma.ledgerSequence.findMany({
      where: { entry: { releaseId: hushedId } },
      take: 3,
    });
    expect(own).toHaveLength(3);
    for (const { seq } of own)
      for (const path of [
        `/ledger/entries/${seq}`,
        `/ledger/entries/${seq}/bytes`,
        `/ledger/entries/${seq}/proof`,
      ]) {
        for (const caller of outsiders)
          expect((await api().request("GET", path, { token: tokenOf(caller) })).status, path).toBe(404);
        const insider = await api().request("GET", path, { token: tokenOf("champion") });
        expect(insider.status, path).not.toBe(404);
      }
  });

  it("sends its events only to those who see it", async () => {
    const about = async (caller: CallerName) =>
      (await eventsOf(caller)).filter(
        (text) => text.includes(hushedId) || text.includes('"release":"hushed"'),
      ).length;
    for (const caller of outsiders) expect(await about(caller), caller).toBe(0);
    expect(await about("champion")).toBeGreaterThan(3);
  });
});

/** All events up to the log's end; the last entry is told to everybody. */
async function eventsOf(caller: CallerName): Promise<string[]> {
  await world.team(`end-${caller}`, []);
  await numberEntries(world.kernel.db);
  lastSeq += 1;
  const answer = await api().request("GET", "/events", {
    token: tokenOf(caller),
    headers: { "last-event-id": "0" },
  });
  const reader = (answer.body as ReadableStream<Uint8Array>).getReader();
  let text = "";
  while (!text.includes(`id: ${lastSeq}\n`)) {
    const { done, value } = await reader.read();
    if (done) break;
    text += new TextDecoder().decode(value);
  }
  await reader.cancel();
  return text.split("\n\n");
}
