import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { entryKindNames, entryKinds } from "@/lib/audit/entry-kinds";
import { defaultSettings, kindOf, ruleFor } from "./model";
import { type EndpointFilter, type HeardEntry, isPosted, type PostedEntry, whoHears } from "./hearing-rules";

const person = fc.constantFrom("ann", "ben", "cem", "dee", "eli");
const people = fc.uniqueArray(person);
const type = fc.constantFrom(
  "vote.cast",
  "stage.advanced",
  "reminder.sent",
  "rollback.escalated",
  "decision.proposed",
  "obligation.imposed",
  "team.created",
  "something.new",
);
const entry: fc.Arbitrary<HeardEntry> = fc.record({
  seq: fc.nat(),
  type,
  actor: fc.option(person),
  releaseId: fc.option(fc.constant("release")),
  asks: people,
});
const facts = fc.record({ takingPart: people, following: people, muted: people, choosing: people });

it("tells nobody by default how a criterion was judged, which is entered many times a day", () => {
  const topic = kindOf("criterion.judged");
  for (const of of ["person", "team"] as const)
    expect(topic === null ? null : ruleFor(defaultSettings, topic, of).by).toEqual([]);
});

describe("who hears of an entry", () => {
  it("is told once, whatever their reasons", () => {
    fc.assert(
      fc.property(entry, facts, (one, given) => {
        const told = whoHears(one, given).map((each) => each.person);
        expect(new Set(told).size).toBe(told.length);
      }),
    );
  });

  it("is everybody of whom it asks something, muted or not, themselves or not", () => {
    fc.assert(
      fc.property(entry, facts, (one, given) => {
        const asked = whoHears(one, given).filter(({ reason }) =>
          ["asked", "reminder", "escalation"].includes(reason),
        );
        expect(asked.map((each) => each.person).toSorted()).toEqual([...one.asks].toSorted());
      }),
    );
  });

  it("is nobody else who did it themselves, or who muted the release", () => {
    fc.assert(
      fc.property(entry, facts, (one, given) => {
        for (const { person: who, reason } of whoHears(one, given)) {
          if (one.asks.includes(who)) continue;
          expect(who).not.toBe(one.actor);
          if (reason !== "chosen") expect(given.muted).not.toContain(who);
          if (reason === "takes-part") expect(given.takingPart).toContain(who);
          if (reason === "follows") expect(given.following).toContain(who);
          if (reason === "follows") expect(given.takingPart).not.toContain(who);
        }
      }),
    );
  });

  it("is whoever takes part, of what others do on a release", () => {
    const given = {
      takingPart: ["ann", "ben", "cem"],
      following: ["eli"],
      muted: ["cem"],
      choosing: ["dee"],
    };
    const cast = { seq: 1, type: "vote.cast", actor: "ann", releaseId: "release", asks: [] };
    expect(whoHears(cast, given)).toEqual([
      { person: "ben", reason: "takes-part", topic: "decisions" },
      { person: "eli", reason: "follows", topic: "decisions" },
    ]);
    expect(whoHears({ ...cast, type: "reminder.sent", actor: null, asks: ["cem"] }, given)).toEqual([
      { person: "cem", reason: "reminder", topic: "reminders" },
    ]);
    expect(whoHears({ ...cast, type: "team.created", releaseId: null }, given)).toEqual([
      { person: "dee", reason: "chosen", topic: "rights" },
    ]);
  });
});

describe("what is posted to an endpoint", () => {
  const posted: fc.Arbitrary<PostedEntry> = fc.record({
    type,
    release: fc.option(fc.constantFrom("one", "two")),
    components: fc.uniqueArray(fc.constantFrom("a", "b", "c")),
    isRestricted: fc.boolean(),
  });
  const filter: fc.Arbitrary<EndpointFilter> = fc.record(
    {
      kinds: fc.uniqueArray(fc.constantFrom(...entryKindNames)),
      releases: fc.uniqueArray(fc.constantFrom("one", "two")),
      components: fc.uniqueArray(fc.constantFrom("a", "b", "c")),
    },
    { requiredKeys: [] },
  );

  it("is what every part of its filter wants, and never of a release that not everybody sees", () => {
    fc.assert(
      fc.property(filter, posted, (wanted, one) => {
        const kind = entryKindNames.find((name) =>
          (entryKinds[name].types as readonly string[]).includes(one.type),
        );
        const fits =
          !one.isRestricted &&
          kind !== undefined &&
          (wanted.kinds?.includes(kind) ?? true) &&
          (wanted.releases === undefined || wanted.releases.some((slug) => slug === one.release)) &&
          (wanted.components === undefined ||
            wanted.components.filter((key) => one.components.includes(key)).length > 0);
        expect(isPosted(wanted, one)).toBe(fits);
      }),
    );
  });
});
