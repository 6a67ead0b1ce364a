import type { Actor } from "@/lib/identity/actor";
import { byEmail, holdersOf, isEnabled, toParty } from "@/lib/policy/can";
import { covers } from "@/lib/policy/holdings";
import type { Party, PersonFact, Verdict } from "@/lib/policy/model";
import { roleWords } from "@/lib/policy/role-words";
import { type Authority, canOnRelease } from "@/lib/releases/authority";
import type { ObligationFact } from "./obligations";

type Held = Pick<Authority, "holdings" | "people" | "now">;
type Owned = Pick<ObligationFact, "kind" | "owner" | "by" | "role">;

/** An obligation is met by its owner or by a holder of the role that imposed it; a broken glass is reviewed by right. */
export function mayMeetObligation(authority: Authority, actor: Actor, obligation: Owned): Verdict {
  if (obligation.kind === "break-glass-review") return mayReviewBreakGlass(authority, actor, obligation);
  const able = [...ownerOf(authority, obligation), ...imposersOf(authority, obligation)];
  if (actor.kind === "person" && able.some(({ id }) => id === actor.id))
    return actor.id === obligation.owner
      ? { allowed: true, rule: "own-obligation", role: null, grant: [] }
      : holding(authority, actor.id, obligation.role);
  return refuse(
    actor,
    `This is done by its owner, or by ${roleWords(obligation.role)}, who asked for it.`,
    able,
  );
}

/**
 * A condition, or an action of a post-mortem, is dropped by a holder of the role that imposed it: not by whoever owes it, unless they imposed it, and not by an author of
 * what it was imposed on. What follows from a broken glass is never dropped.
 */
export function mayDropObligation(
  authority: Authority,
  actor: Actor,
  obligation: Owned & { authors: readonly string[] },
): Verdict {
  const { kind, owner, by, role, authors } = obligation;
  if (kind !== "condition" && kind !== "action")
    return refuse(actor, "What a broken glass obliges to is done, and never dropped.", []);
  const imposers = imposersOf(authority, obligation);
  const able = imposers.filter(({ id }) => !authors.includes(id) && (id !== owner || id === by));
  if (actor.kind === "person" && able.some(({ id }) => id === actor.id))
    return holding(authority, actor.id, role);
  const isImposer = actor.kind === "person" && imposers.some(({ id }) => id === actor.id);
  return isImposer
    ? {
        allowed: false,
        rule: "separation-of-duties",
        reason: "What you owe, or what is about your own work, is dropped by somebody else.",
        whoMay: parties(able),
      }
    : refuse(actor, `It is dropped by ${roleWords(role)}, who asked for it.`, able);
}

/** By right, and by somebody else than whoever broke the glass, whatever roles they hold. */
export function mayReviewBreakGlass(
  authority: Authority,
  actor: Actor,
  { by }: Pick<ObligationFact, "by">,
): Verdict {
  const others = authority.holdings.filter(({ personId }) => personId !== by);
  const verdict = canOnRelease({ ...authority, holdings: others }, actor, "break-glass.review");
  if (verdict.allowed || actor.kind !== "person" || actor.id !== by) return verdict;
  const { quorum: _none, ...told } = verdict;
  return {
    ...told,
    rule: "separation-of-duties",
    reason: "You broke the glass; somebody else reviews it.",
  };
}

/** Whom an open obligation waits for: its owner while they can be asked, else those who can meet it too. */
export function obligedPeople(authority: Authority, obligation: Owned): Party[] {
  const owner = ownerOf(authority, obligation);
  if (owner.length > 0) return parties(owner);
  const verdict = mayMeetObligation(authority, { kind: "system", job: "explain" }, obligation);
  return verdict.allowed ? [] : verdict.whoMay;
}

function ownerOf({ people, now }: Held, { owner }: Owned): PersonFact[] {
  return people.filter((person) => person.id === owner && isEnabled(person, now.getTime()));
}

function imposersOf({ holdings, people, now }: Held, { role }: Owned): PersonFact[] {
  return holdersOf({ role, holdings, people, now: now.getTime() });
}

function holding({ holdings, now }: Held, personId: string, role: string): Verdict {
  const at = now.getTime();
  const held = holdings.find((each) => each.personId === personId && each.role === role && covers(each, at));
  return { allowed: true, rule: "holds-role", role, grant: held?.grant ?? [] };
}

function refuse(actor: Actor, reason: string, able: readonly PersonFact[]): Verdict {
  const rule = actor.kind === "person" ? "not-a-holder" : "people-only";
  return { allowed: false, rule, reason, whoMay: parties(able) };
}

function parties(people: readonly PersonFact[]): Party[] {
  return [...new Map(people.map((person) => [person.id, person])).values()].sort(byEmail).map(toParty);
}
