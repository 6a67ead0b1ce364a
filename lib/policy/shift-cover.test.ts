import { describe, expect, it } from "vitest";
import type { Holding } from "./model";
import { shiftCovers } from "./shift-cover";

const people = ["ana", "ben"].map((id) => ({ id, email: `${id}@example.org`, name: id, disabledAt: null }));
const shift = (personId: string, from: number, to: number): Holding => ({
  personId,
  role: "on-call",
  from,
  to,
  ended: "time",
  grant: [],
  scheduled: true,
});
const rotas = [{ key: "duty", title: "Duty", role: "on-call" }];
const asked = { rotas, people, now: 10, until: 100 };

describe("the cover of a role by shift", () => {
  it("names who is on until when, who is next, and when nobody is", () => {
    const holdings = [shift("ana", 0, 20), shift("ana", 20, 30), shift("ben", 50, 100)];
    expect(shiftCovers({ ...asked, holdings })).toEqual([
      {
        role: "on-call",
        rotas: [{ key: "duty", title: "Duty" }],
        now: { person: expect.objectContaining({ id: "ana" }), until: 30 },
        next: { person: expect.objectContaining({ id: "ben" }), from: 50 },
        gaps: [{ from: 30, to: 50 }],
      },
    ]);
  });

  it("has no gap where somebody holds the role beside the rota", () => {
    const always: Holding = { ...shift("ben", 0, 0), to: null, ended: null, scheduled: undefined };
    expect(shiftCovers({ ...asked, holdings: [shift("ana", 0, 20), always] })[0]?.gaps).toEqual([]);
  });

  it("counts nobody who is disabled", () => {
    const gone = people.map((each) => ({ ...each, disabledAt: 5 }));
    expect(shiftCovers({ ...asked, people: gone, holdings: [shift("ana", 0, 100)] })).toMatchObject([
      { now: null, next: null, gaps: [{ from: 10, to: 100 }] },
    ]);
  });
});
