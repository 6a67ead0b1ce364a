import { expect, it } from "vitest";
import { alarmIn } from "./alarm";

const at = "2026-11-27T01:00:00.000Z";
const now = Date.parse(at) + 300;
const told = (event: Record<string, unknown>) =>
  alarmIn(JSON.stringify({ seq: 7, at, release: "ranker", subjects: {}, ...event }), now);

it("sounds for a breach and for a rollback that is proposed, and leads to where each is dealt with", () => {
  expect(told({ type: "breach.opened", subjects: { episode: "e1", criterion: "latency" } })).toEqual({
    about: "ranker",
    text: "Breach found on ranker.",
    href: "/releases/ranker/rollbacks",
  });
  expect(told({ type: "rollback.proposed", subjects: { rollback: "r1" } })).toEqual({
    about: "ranker",
    text: "A rollback of ranker is proposed.",
    href: "/rollbacks/r1",
  });
});

it("is silent about a drill, about all else, about what was missed, and about what it cannot read", () => {
  expect(told({ type: "rollback.proposed", subjects: { rollback: "r1", drill: "d1" } })).toBeNull();
  expect(told({ type: "rollback.proposed" })).toBeNull();
  expect(told({ type: "vote.cast" })).toBeNull();
  expect(told({ type: "breach.opened", release: null })).toBeNull();
  expect(told({ type: "breach.opened", at: "2026-11-27T00:58:59.000Z" })).toBeNull();
  for (const data of ["", "null", "{", "[]", "7"]) expect(alarmIn(data, now)).toBeNull();
});
