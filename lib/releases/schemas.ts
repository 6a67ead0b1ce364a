import { z } from "zod";

import { Criteria } from "@/lib/metrics/schemas";
import { fields, listOf, oneOf, wholeNumber } from "@/lib/platform/cross-checks";
import { CalendarDate } from "@/lib/platform/moments";
import { Digest, Email, isEmail, isKey, Key, line, markdown, Slug } from "@/lib/platform/names";
import { Expected } from "@/lib/platform/overtaken";
import { RollbackPlan } from "@/lib/rollbacks/schemas";
import { Objective, Plan } from "./plan-schema";
import { BreakGlass } from "./stage-schemas";

const memberExpected = 'the e-mail address of a person, or a team such as "team:security"';
const assigneeExpected = `${memberExpected}, or a rota such as "rota:speech"`;

function isMember(text: string): boolean {
  return isEmail(text) || (text.startsWith("team:") && isKey(text.slice(5)));
}

/** A person or a team, as bodies name one. */
export const MemberName = z
  .string({ error: () => `expected ${memberExpected}` })
  .refine(isMember, { error: `expected ${memberExpected}` })
  .meta({ description: memberExpected, examples: ["lead@example.org", "team:security"] });

/** Who holds a role: a person, a team, or whoever is on shift of a rota. */
const Assignee = z
  .string({ error: () => `expected ${assigneeExpected}` })
  .refine((text) => isMember(text) || (text.startsWith("rota:") && isKey(text.slice(5))), {
    error: `expected ${assigneeExpected}`,
  })
  .meta({ description: assigneeExpected, examples: ["lead@example.org", "team:security", "rota:speech"] });

const Reason = markdown(4_000);

/** Role by role, who holds it. */
export const RoleMap = z.record(Key, listOf(Assignee, { max: 100 }), {
  error: (issue) => (issue.code === "invalid_type" ? "expected roles with the people in them" : undefined),
});

export const CreateRelease = fields({
  slug: Slug,
  title: line(200),
  template: fields({ key: Key, version: wholeNumber(1, 1_000_000).optional() }),
  champion: Email,
  targetDate: CalendarDate.nullable().optional(),
  components: listOf(
    fields({ key: Key, from: Digest.nullable().optional(), to: Digest.nullable().optional() }),
    { min: 1, max: 50 },
  ),
  objective: Objective.optional(),
  plan: Plan.optional(),
  roles: RoleMap.default({}),
  /** Who sees it beside those who hold a role on it; absent: everybody. */
  restrictedTo: listOf(MemberName, { max: 100 }).optional(),
});
export type CreateRelease = z.output<typeof CreateRelease>;

const release = Slug;

export const ChangePlan = fields({ release, ifMatch: Expected, document: Plan });
export const ChangeCriteria = fields({ release, ifMatch: Expected, document: Criteria });
export const ChangeRollbackPlan = fields({ release, ifMatch: Expected, document: RollbackPlan });
export const ChangeDates = fields({
  release,
  ifMatch: Expected,
  targetDate: CalendarDate.nullable(),
  /** By a stage's key the day on which it is to be left; a stage that is left out has none. */
  stages: z.record(Key, CalendarDate, {
    error: (issue) => (issue.code === "invalid_type" ? "expected stages with a day each" : undefined),
  }),
});
export const AssignRoles = fields({ release, roles: RoleMap, expected: Expected });
export const StartRelease = fields({ release });
export const SetCandidate = fields({ release, component: Key, digest: Digest });
export const CancelRelease = fields({ release, reason: Reason.optional() });
export const CompleteRelease = fields({
  release,
  outcome: oneOf(["completed", "rolled-back"]),
  reason: Reason.optional(),
});
export const MigrateRelease = fields({
  release,
  /** Absent: the latest, or the one it has where only its rights move. */
  templateVersion: wholeNumber(1, 1_000_000).optional(),
  rightsVersion: oneOf(["current"]).optional(),
  reason: Reason,
});
/** Body of the one address for all outcomes. */
export const EndRelease = fields({
  outcome: oneOf(["completed", "rolled-back", "cancelled"]),
  reason: Reason.optional(),
});
export const PlaceHold = fields({ release, reason: Reason });
export const LiftHold = fields({
  release,
  hold: z.string().max(64),
  reason: Reason,
  breakGlass: BreakGlass,
});
