import { z } from "zod";
import { fields, oneOf } from "@/lib/platform/cross-checks";
import { Key } from "@/lib/platform/names";

/** Which act is asked about; `team` where it is leaving one. */
export const ConsequencesQuery = fields({ of: oneOf(["disable", "leave-team"]), team: Key.optional() });

const Place = {
  gate: z.string(),
  gateTitle: z.string(),
  requirement: z.string().nullable().describe("null: the gate's approval"),
  title: z.string(),
};
const Person = z.strictObject({ name: z.string(), email: z.string() });

const ReleaseConsequencesAnswer = z.strictObject({
  slug: z.string(),
  title: z.string(),
  state: z.string(),
  roles: z.array(z.strictObject({ role: z.string(), person: Person })).describe("Who would lose which role"),
  votes: z
    .array(z.strictObject({ ...Place, role: z.string(), vote: z.string(), person: Person, at: z.string() }))
    .describe("Votes that would stop counting"),
  reopened: z.array(z.strictObject(Place)).describe("Met now, and no longer then"),
  unfillable: z
    .array(z.strictObject({ ...Place, roles: z.array(z.string()) }))
    .describe("What nobody could then fill"),
  decisions: z
    .array(z.strictObject({ decision: z.string(), title: z.string() }))
    .describe("Decisions that would have nobody"),
});

export const ConsequencesAnswer = z.strictObject({
  releases: z
    .array(ReleaseConsequencesAnswer)
    .describe("Drafts and releases in flight that the caller sees and on which something would change"),
  examined: z.number(),
  notExamined: z.number().describe("Releases beyond the number that is looked at"),
  emptyRoles: z.array(z.string()).describe("Roles that nobody could be given any more"),
  leaderless: z.array(z.string()).describe("Teams that would have no lead"),
  decisions: z
    .array(z.strictObject({ code: z.string(), decision: z.string(), message: z.string() }))
    .describe("Decisions of the organisation that nobody could take any more"),
});
export type ConsequencesAnswer = z.output<typeof ConsequencesAnswer>;
