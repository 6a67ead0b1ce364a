import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { refreshProjections } from "@/lib/gates/refresh-projections";
import { testApi } from "@/lib/testing/api";
import { testDatabase } from "@/lib/testing/database";
import { actsAs, type MeasuredAct, measuredActs, measuredTemplate } from "@/lib/testing/measured";
import { figureOf, type Replayed, replayed, type Said } from "@/lib/testing/replayed";
import { stillWaiting, type StillWaiting } from "@/lib/testing/replayed-waits";
import { makeWorld, type World } from "@/lib/testing/world";
import { allValues, processHealth } from "./queries";
import { refreshFacts } from "./refresh-facts";
import { roundedMs } from "./rounding";
import { type HealthAnswer, type HealthFilter, monthOf, type WaitingAnswer } from "./schemas";
import { timed } from "./model";
import { allWaiting, waitingFigures } from "./waiting-queries";

let world: World;
const { start, playAll } = measuredActs(() => world);
beforeAll(async () => {
  world = await makeWorld((await testDatabase()).url);
  await world.release({ slug: "another", draft: true });
  await world.template(measuredTemplate, "cora");
}, 60_000);
afterAll(() => world.close());

const db = () => world.kernel.db.prisma;

const roles = Object.keys(actsAs) as (keyof typeof actsAs)[];
const vote = (on: "reviewed" | "planned" | null, role: (typeof roles)[number]): MeasuredAct => ({
  do: "vote",
  on,
  role,
  vote: "approve",
});
/** What brings a release to its end where nothing comes between. */
const straight: MeasuredAct[] = [
  vote("reviewed", "engineer"),
  vote("reviewed", "reviewer"),
  vote("planned", "reviewer"),
  { do: "check", status: "passed" },
  vote(null, "security"),
  { do: "advance" },
  { do: "acknowledge", role: "engineer" },
  { do: "acknowledge", role: "reviewer" },
  { do: "complete" },
];
const between: fc.Arbitrary<MeasuredAct> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .record({
        do: fc.constant("vote" as const),
        on: fc.constantFrom("reviewed" as const, "planned" as const, null),
        role: fc.constantFrom(...roles),
        vote: fc.constantFrom(
          "approve" as const,
          "needs-work" as const,
          "reject" as const,
          "comment" as const,
          "withdraw" as const,
        ),
      })
      .filter(({ role, vote: kind }) => role !== "security" || kind !== "reject"),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom<MeasuredAct>(
      { do: "check", status: "failed" },
      { do: "check", status: "passed" },
    ),
  },
  {
    weight: 4,
    arbitrary: fc.constantFrom<MeasuredAct>(
      { do: "candidate" },
      { do: "plan" },
      { do: "waive" },
      { do: "dismiss" },
    ),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom<MeasuredAct>(
      { do: "advance" },
      { do: "glass" },
      { do: "reopen" },
      { do: "complete" },
    ),
  },
  { weight: 1, arbitrary: fc.constant<MeasuredAct>({ do: "cancel" }) },
);
const afterMs = fc.oneof(
  fc.integer({ min: 1_000, max: 7_200_000 }),
  fc.integer({ min: 7_200_000, max: 6 * 86_400_000 }),
);
/** The straight way, with acts thrown in, and the way walked once more. */
const history = fc
  .tuple(
    fc.array(fc.record({ at: fc.nat({ max: straight.length }), act: between }), { maxLength: 7 }),
    fc.boolean(),
  )
  .chain(([thrown, isRepeated]) => {
    const first = straight.flatMap((act, index) => [
      ...thrown.filter(({ at }) => at === index).map((each) => each.act),
      act,
    ]);
    const acts = isRepeated ? [...first, ...straight] : first;
    return fc.tuple(...acts.map((act) => afterMs.map((after) => ({ act, afterMs: after }))));
  });

async function entries(): Promise<Map<string, Said[]>> {
  const rows = await db().ledgerEntry.findMany({
    where: { releaseId: { not: null } },
    orderBy: { ordinal: "asc" },
  });
  const found = new Map<string, Said[]>();
  for (const { releaseId, bytes } of rows) {
    const own = found.get(releaseId ?? "") ?? [];
    own.push(JSON.parse(Buffer.from(bytes).toString("utf8")) as Said);
    found.set(releaseId ?? "", own);
  }
  return found;
}

const told = ({ measure, subject, detail, at, valueMs }: Replayed) =>
  `${measure} ${subject} ${detail} ${new Date(at).toISOString()} ${valueMs}`;

async function factsIn(): Promise<Map<string, string[]>> {
  const rows = await db().processFact.findMany();
  const found = new Map<string, string[]>();
  for (const { releaseId, valueMs, at, ...row } of rows) {
    const own = found.get(releaseId) ?? [];
    own.push(told({ ...row, at: at.getTime(), valueMs: valueMs === null ? null : Number(valueMs) }));
    found.set(releaseId, own);
  }
  return found;
}

async function settle(): Promise<void> {
  while ((await refreshFacts(world.kernel)) > 0);
  while ((await refreshProjections(world.kernel)) > 0);
}

const anything = { team: null, template: null };
const placed = ({ role, gate, requirement, waitedMs }: StillWaiting) =>
  `${role} ${gate} ${requirement} ${waitedMs}`;

/** What is kept of what waits on a release. */
async function waitsOf(slug: string, now: Date): Promise<string[]> {
  const all = await allWaiting(db(), { filter: anything, now }, 10_000);
  return all.flatMap((each) => (each.release.slug === slug ? [placed(each)] : [])).sort();
}

const ofMeasured = (own: readonly Said[]) =>
  own.some(({ policy }) => policy["template"]?.startsWith("measured@") === true);

/** What waits by all entries that there are. */
async function stillIn(now: Date): Promise<StillWaiting[]> {
  return [...(await entries()).values()]
    .filter(ofMeasured)
    .flatMap((own) => stillWaiting(own, now.getTime()));
}

async function tallies() {
  const rows = await db().processTally.findMany({ where: { count: { gt: 0 } } });
  return rows.map((row) => JSON.stringify({ ...row, roundedMs: Number(row.roundedMs) })).sort();
}

describe("figures of process health", () => {
  let made = 0;

  it("hold for each release the very values that its ledger entries come to", async () => {
    await fc.assert(
      fc.asyncProperty(history, async (acts) => {
        made += 1;
        const release = await start(`measured-${made}`);
        const half = Math.floor(acts.length / 2);
        await playAll(release, acts.slice(0, half));
        const { id } = await db().release.findUniqueOrThrow({ where: { slug: release.slug } });
        // Computed in between, so that what was kept then has to give way.
        await settle();
        for (const later of [0, 5 * 86_400_000]) {
          // What is kept tells how long it has waited at any later time.
          world.clock.shift(later);
          const now = world.clock.now();
          const waits = stillWaiting((await entries()).get(id) ?? [], now.getTime());
          expect(await waitsOf(release.slug, now)).toEqual(waits.map(placed).sort());
        }
        await playAll(release, acts.slice(half));
        await settle();
        const own = (await entries()).get(id) ?? [];
        expect(((await factsIn()).get(id) ?? []).sort()).toEqual(replayed(own).map(told).sort());
        const now = world.clock.now();
        const waits = stillWaiting(own, now.getTime());
        expect(await waitsOf(release.slug, now)).toEqual(waits.map(placed).sort());
      }),
      { numRuns: 12, seed: 20261127 },
    );
  }, 120_000);

  it("are the counts, medians and ninetieth percentiles of these values, in any period", async () => {
    const all = [...(await entries()).values()].filter(ofMeasured);
    const values = all.flatMap(replayed);
    const months = [...new Set(values.map(({ at }) => monthOf(new Date(at))))].sort();
    expect(months.length).toBeGreaterThan(2);
    const [first = "", last = ""] = [months[0], months.at(-1)];
    const middle = months[Math.floor(months.length / 2)] ?? first;
    for (const [from, to] of [
      [first, last],
      [first, middle],
      [middle, middle],
    ] as const) {
      const filter: HealthFilter = { team: null, template: "measured", from, to };
      const { figures } = await processHealth(db(), filter, world.clock.now());
      const inPeriod = values.filter(
        ({ at }) => monthOf(new Date(at)) >= from && monthOf(new Date(at)) <= to,
      );
      const keys = new Set<string>();
      for (const { measure, subject, detail } of inPeriod)
        for (const [s, d] of [
          ["", ""],
          [subject, ""],
          ["", detail],
          [subject, detail],
        ] as const)
          keys.add(JSON.stringify([measure, s, d]));
      const expected = [...keys].map((key) => {
        const [measure = "", subject = "", detail = ""] = JSON.parse(key) as string[];
        const own = inPeriod.filter(
          (each) =>
            each.measure === measure &&
            (subject === "" || each.subject === subject) &&
            (detail === "" || each.detail === detail),
        );
        return { measure, subject, detail, ...figureOf(own) };
      });
      const byKey = (a: { measure: string; subject: string; detail: string }) =>
        `${a.measure} ${a.subject} ${a.detail}`;
      const sorted = <T extends { measure: string; subject: string; detail: string }>(list: T[]) =>
        list.toSorted((a, b) => (byKey(a) < byKey(b) ? -1 : 1));
      expect(sorted(figures.map(({ late: _, ...rest }) => rest))).toEqual(sorted(expected));
    }
  });

  it("open to as many single values as they count", async () => {
    const filter: HealthFilter = { team: "owners", template: null, from: "2000-01", to: "2099-12" };
    const { figures } = await processHealth(db(), filter, world.clock.now());
    expect(figures.length).toBeGreaterThan(10);
    const actor = await world.actor("mia");
    for (const { measure, subject, detail, count } of figures) {
      const asked = { actor, filter, measure, subject: subject || undefined, detail: detail || undefined };
      expect(await allValues(db(), asked, 10_000)).toHaveLength(count);
    }
    expect(
      figures.some(
        ({ measure, medianMs }) => (timed as readonly string[]).includes(measure) && medianMs !== null,
      ),
    ).toBe(true);
  });

  it("tell beside the waits that ended how many wait still, and for how long the longest has", async () => {
    // One more of which nobody has decided anything.
    await start("measured-open");
    await settle();
    world.clock.shift(40 * 86_400_000);
    const now = world.clock.now();
    const waits = await stillIn(now);
    expect(waits.length).toBeGreaterThan(4);
    const figures = await waitingFigures(db(), { ...anything, template: "measured" }, now);
    const expected = [
      ...new Set(
        waits.flatMap(({ role, gate }) =>
          [
            ["", ""],
            [role, ""],
            ["", gate],
            [role, gate],
          ].map((key) => key.join("\n")),
        ),
      ),
    ].map((key) => {
      const [role = "", gate = ""] = key.split("\n");
      const own = waits.filter(
        (each) => (role === "" || each.role === role) && (gate === "" || each.gate === gate),
      );
      return {
        role,
        gate,
        count: own.length,
        longestMs: roundedMs(Math.max(...own.map(({ waitedMs }) => waitedMs))),
      };
    });
    const byPlace = (a: { role: string; gate: string }, b: { role: string; gate: string }) =>
      `${a.role} ${a.gate}` < `${b.role} ${b.gate}` ? -1 : 1;
    expect(figures.map(({ paused: _, ...rest }) => rest).toSorted(byPlace)).toEqual(
      expected.toSorted(byPlace),
    );
    for (const { role, gate, count, paused } of figures) {
      const filter = { ...anything, template: "measured", role: role || undefined, gate: gate || undefined };
      const opened = await allWaiting(db(), { filter, now }, 10_000);
      expect([opened.length, opened.filter(({ pausedSince }) => pausedSince !== null).length]).toEqual([
        count,
        paused,
      ]);
    }
    expect(await waitingFigures(db(), { ...anything, team: "nobody" }, now)).toEqual([]);
    expect((await waitingFigures(db(), { ...anything, team: "owners" }, now))[0]?.count).toBe(waits.length);
  });

  it("open what waits by the API and as a table, the longest first, page by page", async () => {
    const token = await world.tokenOf("mia");
    const get = async <T>(path: string): Promise<T> => {
      const answer = await testApi(world.kernel).request("GET", `/insights/process-health${path}`, { token });
      expect({ path, status: answer.status }).toEqual({ path, status: 200 });
      return answer.as<T>();
    };
    type Page = { items: WaitingAnswer[]; nextCursor: string | null };
    const whole = await get<Page>("/waiting?limit=200");
    const lengths = whole.items.map(({ waitedMs }) => waitedMs);
    expect(lengths).toEqual(lengths.toSorted((a, b) => b - a));
    const read: WaitingAnswer[] = [];
    for (let cursor: string | null = ""; cursor !== null;) {
      const more: Page = await get(`/waiting?limit=2${cursor === "" ? "" : `&cursor=${cursor}`}`);
      read.push(...more.items);
      cursor = more.nextCursor;
      // Time goes by between two pages.
      world.clock.shift(60_000);
    }
    expect(
      read.map(({ release, ...each }) => [release.slug, each.gate, each.requirement, each.role]),
    ).toEqual(
      whole.items.map(({ release, ...each }) => [release.slug, each.gate, each.requirement, each.role]),
    );
    const table = (await get<string>("/waiting.csv?role=security&template=measured")).trimEnd().split("\r\n");
    expect(table[0]).toBe("release,title,role,gate,requirement,since,waited_ms,paused_since");
    expect(table).toHaveLength(1 + whole.items.filter(({ role }) => role === "security").length);
    const { waiting } = await get<HealthAnswer>("");
    const [longest] = (await get<Page>("/waiting?limit=1")).items;
    expect(waiting.find(({ role, gate }) => role === "" && gate === "")).toMatchObject({
      count: whole.items.length,
      longestMs: roundedMs(longest?.waitedMs ?? 0),
    });
    const lines = (await get<string>(".csv?from=2026-01&to=2026-01")).split("\r\n");
    expect(lines[0]).toBe(
      "measure,subject,detail,count,late,median_ms,p90_ms,waiting_now,waiting_paused,waiting_longest_ms",
    );
    // In a month of which nothing is told what waits has lines of its own.
    expect(lines).toHaveLength(1 + waiting.length + 1);
    expect(lines).toContainEqual(expect.stringMatching(/^wait,security,measured\/good,0,0,,,\d+,\d+,\d+$/));
  });

  it("are the same when every release is computed from scratch", async () => {
    const [facts, before] = [await factsIn(), await tallies()];
    const client = world.kernel.db.pool;
    await client.query("DELETE FROM process_facts");
    await client.query("DELETE FROM process_tallies");
    await client.query("INSERT INTO process_marks (release_id) SELECT id FROM releases");
    await settle();
    const again = await factsIn();
    expect([...again.keys()].sort()).toEqual([...facts.keys()].sort());
    for (const [id, own] of again) expect(own.sort()).toEqual((facts.get(id) ?? []).sort());
    expect(await tallies()).toEqual(before);
    expect(await db().processMark.count()).toBe(0);
  });
});
