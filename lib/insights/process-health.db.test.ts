import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testDatabase } from "@/lib/testing/database";
import { actsAs, type MeasuredAct, measuredActs, measuredTemplate } from "@/lib/testing/measured";
import { figureOf, type Replayed, replayed, type Said } from "@/lib/testing/replayed";
import { makeWorld, type World } from "@/lib/testing/world";
import { allValues, processHealth } from "./queries";
import { refreshFacts } from "./refresh-facts";
import { type HealthFilter, monthOf } from "./schemas";
import { timed } from "./model";

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
        // Computed in between, so that what was kept then has to give way.
        await settle();
        await playAll(release, acts.slice(half));
        await settle();
        const { id } = await db().release.findUniqueOrThrow({ where: { slug: release.slug } });
        const own = (await entries()).get(id) ?? [];
        expect(((await factsIn()).get(id) ?? []).sort()).toEqual(replayed(own).map(told).sort());
      }),
      { numRuns: 12, seed: 20261127 },
    );
  }, 120_000);

  it("are the counts, medians and ninetieth percentiles of these values, in any period", async () => {
    const all = [...(await entries()).values()].filter((own) =>
      own.some(({ policy }) => policy["template"]?.startsWith("measured@") === true),
    );
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
      const { figures } = await processHealth(db(), filter);
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
    const { figures } = await processHealth(db(), filter);
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
