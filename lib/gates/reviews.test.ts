import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { evaluateGate } from "@/lib/gates/evaluate";
import { factsOf, gate, right, withCandidate } from "@/lib/gates/fixtures/facts";
import type { GateFacts, Requirement } from "@/lib/gates/model";
import type { ObligationFact } from "@/lib/gates/obligations";
import type { RequirementState } from "@/lib/gates/state-model";
import { subjectAt } from "@/lib/gates/subject";
import type { ReviewOutcomeName, ReviewPlan } from "@/lib/reviews/model";

const series = "01890a5d-ac96-774b-bcce-b302099a8057";
const hour = 3_600_000;

function facts(rest: Partial<Extract<Requirement, { kind: "review" }>> = {}): GateFacts {
  const own = gate([{ key: "k", kind: "review", dependsOn: ["code"], ...rest }]);
  return factsOf({ a: ["champion"], b: ["lead"], c: [] }, own, {
    organisation: [right("review.conclude", ["champion", "lead"])],
  });
}

/** The facts with one more outcome, for the content as it stands. */
function concluded(
  before: GateFacts,
  outcome: ReviewOutcomeName,
  { at, conditions = [] }: { at: number; conditions?: { title: string; metAt: number | null }[] },
): GateFacts {
  const reviews = before.reviews ?? [];
  const id = `o${reviews.length + 1}`;
  const fact = {
    id,
    review: `${series}_20261203T1400Z`,
    title: "Thursday",
    outcome,
    reason: outcome === "go" ? null : "Nights are not measured.",
    digests: { "g/k": subjectAt(before, "g", "k", at).digest },
    by: "a",
    at,
    order: reviews.length + 1,
  };
  const taken = conditions.map(({ title, metAt }, index): ObligationFact => ({
    id: `${id}-${index}`,
    kind: "condition",
    title,
    owner: "c",
    dueAt: at + hour,
    beforeStage: null,
    source: { kind: "review", id },
    by: "a",
    role: "champion",
    at,
    closure:
      metAt === null ? null : { how: "met", outcome: null, text: "done", by: "c", role: null, at: metAt },
  }));
  return { ...before, reviews: [...reviews, fact], obligations: [...(before.obligations ?? []), ...taken] };
}

const stateOf = (given: GateFacts, at: number): RequirementState => {
  const [state] = evaluateGate(given, "g", at).requirements;
  if (state === undefined) throw new Error("the gate has no requirement");
  return state;
};

describe("a review requirement", () => {
  it("is open until a review is concluded, and says who concludes one and that none is planned", () => {
    const state = stateOf(facts(), 10);
    expect(state).toMatchObject({
      status: "open",
      blockers: [{ code: "review-missing", canBeClearedBy: [{ id: "a" }, { id: "b" }] }],
      unblock: [{ act: "conclude-review", people: [{ id: "a" }, { id: "b" }] }],
      least: null,
    });
    expect(state.blockers[0]?.message).toContain("No review that covers this release is planned.");
  });

  it("names the next review that covers the release, on its day in its zone, until that is over", () => {
    const plan: ReviewPlan = {
      id: series,
      title: "Thursday readiness",
      rule: "FREQ=WEEKLY",
      zone: "Europe/Berlin",
      start: "2026-12-03T15:00",
      minutes: 60,
      ends: [],
      changes: [{ original: Date.UTC(2026, 11, 10, 14), startAt: null, minutes: null, at: 5 }],
      at: 1,
    };
    const planned = { ...facts(), reviewPlans: [plan] };
    const before = Date.UTC(2026, 11, 3, 14, 30);
    const said = (at: number) => stateOf(planned, at).blockers[0]?.message ?? "";
    expect(said(before)).toContain("“Thursday readiness” on 2026-12-03 at 15:00 (Europe/Berlin)");
    expect(stateOf(planned, before).changesAt).toBe(Date.UTC(2026, 11, 3, 15));
    expect(said(Date.UTC(2026, 11, 3, 15))).toContain("on 2026-12-17 at 15:00");
    expect(said(0)).toContain("No review");
  });

  it("is blocked by no-go, and stale once the content is another one; with that content again it is blocked again", () => {
    const refused = concluded(facts(), "no-go", { at: 10 });
    expect(stateOf(refused, 11)).toMatchObject({ status: "blocked", blockers: [{ code: "review-no-go" }] });
    const changed = withCandidate(refused, { code: "c2" }, { at: 20 });
    expect(stateOf(changed, 21)).toMatchObject({ status: "stale", blockers: [{ code: "review-stale" }] });
    expect(stateOf(withCandidate(changed, { code: "c1" }, { at: 30 }), 31).status).toBe("blocked");
  });

  it("counts again when the content is as it was, unless a later review ended in no-go", () => {
    const passed = withCandidate(concluded(facts(), "go", { at: 10 }), { code: "c2" }, { at: 20 });
    expect(stateOf(passed, 25).status).toBe("stale");
    const back = (given: GateFacts) => stateOf(withCandidate(given, { code: "c1" }, { at: 30 }), 31);
    expect(back(passed)).toMatchObject({ status: "satisfied" });
    const later = back(concluded(passed, "go", { at: 25 }));
    expect(later.notes).toEqual(["The review “Thursday” counts again: the content is as it was then."]);
    expect(back(concluded(passed, "no-go", { at: 25 }))).toMatchObject({
      status: "stale",
      blockers: [{ code: "review-stale" }],
    });
  });

  it("is open while conditions are, naming them with their owners, and satisfied once all are met", () => {
    const conditions = [
      { title: "Measure the nights", metAt: 15 },
      { title: "Tell support", metAt: 40 },
    ];
    const given = concluded(facts(), "conditional", { at: 10, conditions });
    expect(stateOf(given, 12).blockers).toHaveLength(2);
    expect(stateOf(given, 20)).toMatchObject({
      status: "open",
      blockers: [{ code: "review-conditions", canBeClearedBy: [{ id: "c" }] }],
      unblock: [{ act: "meet-condition" }],
    });
    expect(stateOf(given, 20).blockers[0]?.message).toContain("Tell support");
    expect(stateOf(given, 40).status).toBe("satisfied");
  });

  it("runs out, and a waiver lets it pass", () => {
    const given = concluded(facts({ validForMs: 50 }), "go", { at: 10 });
    expect([stateOf(given, 59).status, stateOf(given, 60).status]).toEqual(["satisfied", "stale"]);
    expect(stateOf(given, 59).changesAt).toBe(60);
    const waiver = {
      id: "w",
      gate: "g",
      requirement: "k",
      subjectDigest: subjectAt(given, "g", "k", 60).digest,
      digest: "w",
      expiresAt: 90,
      owner: "c",
      reason: "agreed",
      at: 61,
    };
    expect(stateOf({ ...given, waivers: [waiver] }, 70).status).toBe("waived");
  });

  type Event =
    | { is: "conclude"; outcome: ReviewOutcomeName; met: (number | null)[] }
    | { is: "upload"; code: string };
  const event: fc.Arbitrary<Event> = fc.oneof(
    fc.record({
      is: fc.constant("conclude" as const),
      outcome: fc.constantFrom<ReviewOutcomeName>("go", "conditional", "no-go"),
      met: fc.array(fc.option(fc.integer({ min: 0, max: 60 }), { nil: null }), {
        minLength: 1,
        maxLength: 2,
      }),
    }),
    fc.record({ is: fc.constant("upload" as const), code: fc.constantFrom("c1", "c2", "c3") }),
  );
  const histories = fc.record({
    events: fc.array(fc.tuple(event, fc.integer({ min: 1, max: 20 })), { maxLength: 10 }),
    validForMs: fc.option(fc.constant(45), { nil: undefined }),
    wait: fc.nat({ max: 80 }),
  });

  it("agrees with the rule written out, over random histories, and stays so until changesAt", () => {
    fc.assert(
      fc.property(
        histories,
        fc.double({ min: 0, max: 1, noNaN: true }),
        ({ events, validForMs, wait }, share) => {
          let given = facts(validForMs === undefined ? {} : { validForMs });
          let [at, code] = [10, "c1"];
          const all: { code: string; outcome: ReviewOutcomeName; at: number; met: (number | null)[] }[] = [];
          for (const [next, after] of events) {
            at += after;
            if (next.is === "upload") {
              code = next.code;
              given = withCandidate(given, { code }, { at });
              continue;
            }
            const met =
              next.outcome === "conditional" ? next.met.map((ms) => (ms === null ? null : at + ms)) : [];
            const conditions = met.map((metAt, index) => ({ title: `c${index}`, metAt }));
            given = concluded(given, next.outcome, { at, conditions });
            all.push({ code, outcome: next.outcome, at, met });
          }
          const now = at + wait;
          const own = all.filter((each) => each.code === code).at(-1);
          const last = all.at(-1);
          const expected = (): string => {
            if (own === undefined) return all.length === 0 ? "open" : "stale";
            if (own.outcome === "no-go") return "blocked";
            if (last !== own && last?.outcome === "no-go") return "stale";
            if (validForMs !== undefined && now >= own.at + validForMs) return "stale";
            return own.met.every((ms) => ms !== null && ms <= now) ? "satisfied" : "open";
          };
          const state = stateOf(given, now);
          expect(state.status).toBe(expected());
          const nextFact = Math.min(
            ...all.flatMap(({ met }) => met.flatMap((ms) => (ms !== null && ms > now ? [ms] : []))),
            now + 200,
          );
          const until = Math.min(state.changesAt ?? Infinity, nextFact) - 1;
          const later = now + Math.floor((until - now) * share);
          expect(stateOf(given, later)).toEqual(state);
        },
      ),
      { numRuns: 300 },
    );
  });
});
