import type { Actor } from "@/lib/identity/actor";
import { AppError } from "@/lib/platform/errors";
import { byEmail } from "@/lib/policy/can";
import type { Party, Verdict } from "@/lib/policy/model";
import type { Occurrence } from "./model";

/** Who has to do with a review, as far as the caller may know of them. */
export interface ReviewPeople {
  calledBy: Party;
  /** Of releases that it covers, now. */
  champions: Party[];
  /** By name, or by a role on a release that it covers. */
  invited: Party[];
  admins: Party[];
}

const allowed = (rule: string): Verdict => ({ allowed: true, rule, role: null, grant: [] });

/** Calling people together decides nothing, so it takes no right: members do, who see what is to be reviewed. */
export function mayCallReview(actor: Actor): Verdict {
  if (actor.kind !== "person")
    return { allowed: false, rule: "people-only", reason: "Only people call a review.", whoMay: [] };
  if (actor.access === "auditor")
    return {
      allowed: false,
      rule: "access-level",
      reason: "A review is called by members and admins; auditors read.",
      whoMay: [],
    };
  return allowed("member");
}

/** Moving and cancelling: by whoever called it, a champion of what it covers, or an admin. */
export function mayMoveReview(people: ReviewPeople, actor: Actor): Verdict {
  const { calledBy, champions, admins } = people;
  return oneOfThem(actor, [calledBy, ...champions, ...admins], {
    rule: "keeps-review",
    reason:
      "A review is moved and cancelled by whoever called it, by champions of what it covers, and by admins.",
  });
}

/** Attendance and minutes: by everybody who may move it or is invited. */
export function mayRecordReview(people: ReviewPeople, actor: Actor): Verdict {
  const { calledBy, champions, invited, admins } = people;
  return oneOfThem(actor, [calledBy, ...champions, ...invited, ...admins], {
    rule: "takes-part",
    reason:
      "Attendance and minutes are recorded by whoever takes part: those invited, champions of what it covers, who called it.",
  });
}

/** Of a review that has not begun, or does not take place, nothing is recorded. */
export function whyNotBegun({ isCancelled, start }: Occurrence, now: number): string | null {
  if (isCancelled) return "This review is cancelled.";
  if (now >= start) return null;
  return `This review begins at ${new Date(start).toISOString().slice(0, 16).replace("T", " ")} UTC; move it where it is held earlier.`;
}

export function assertBegun(occurrence: Occurrence, now: Date): void {
  const why = whyNotBegun(occurrence, now.getTime());
  if (why !== null) throw new AppError("conflict", why);
}

function oneOfThem(
  actor: Actor,
  able: readonly Party[],
  { rule, reason }: { rule: string; reason: string },
): Verdict {
  if (actor.kind === "person" && able.some(({ id }) => id === actor.id)) return allowed(rule);
  const whoMay = [...new Map(able.map((person) => [person.id, person])).values()].sort(byEmail);
  return { allowed: false, rule: actor.kind === "person" ? "not-a-holder" : "people-only", reason, whoMay };
}
