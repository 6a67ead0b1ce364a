import { decisionWords } from "@/lib/policy/decision-words";
import { covers } from "@/lib/policy/holdings";
import {
  stoppingDecisions,
  type Decision,
  type Holding,
  type Party,
  type PersonFact,
  type QuorumQuestion,
  type Slot,
  type Verdict,
} from "@/lib/policy/model";
import { rowsThatHold, type Rights, type RightsContext, type SourcedRow } from "@/lib/policy/rights";
import { roleWords } from "@/lib/policy/role-words";

export interface DecisionQuestion {
  decision: Decision;
  /** null: nobody, or a machine; neither decides. */
  actorPersonId: string | null;
  holdings: readonly Holding[];
  people: readonly PersonFact[];
  rights: Rights;
  context: RightsContext;
  /** Authors of the decision's subject; separation of duties is asked only where they are given. */
  authors?: readonly string[] | undefined;
  /** Members of the owning team, for slots that are `independentOf: owning-team`. */
  owningTeam?: readonly string[] | undefined;
  now: number;
}

type RowRule = "ok" | "not-a-holder" | "separation-of-duties" | "quorum-required";

/** What refuses first; the earlier one is told. */
const refusals = ["not-a-holder", "separation-of-duties", "quorum-required"] as const;

/** Whether one person may take a decision alone, by which role and grant; otherwise which rule refuses and who may. */
export function canDecide(question: DecisionQuestion): Verdict {
  const rows = rowsThatHold(question).filter(({ row }) => row.slots.length > 0);
  if (rows.length === 0) {
    return {
      allowed: false,
      rule: "no-right",
      reason: `No row of the decision rights gives “${decisionWords(question.decision)}” here, so nobody may.`,
      whoMay: [],
    };
  }
  const { actorPersonId } = question;
  const rule = ruleFor(actorPersonId, rows, question);
  if (rule !== "ok" || actorPersonId === null)
    return refuse(rule === "ok" ? "not-a-holder" : rule, rows, question);
  const used = usedHolding(actorPersonId, rows, question);
  return { allowed: true, rule: "holds-right", role: used?.role ?? null, grant: used?.grant ?? [] };
}

/** People who hold a role at a moment and are not disabled, by e-mail address. */
export function holdersOf({
  role,
  holdings,
  people,
  now,
}: {
  role: string;
  holdings: readonly Holding[];
  people: readonly PersonFact[];
  now: number;
}): PersonFact[] {
  const ids = new Set(
    holdings
      .filter((holding) => holding.role === role && covers(holding, now))
      .map((holding) => holding.personId),
  );
  return people.filter((person) => ids.has(person.id) && isEnabled(person, now)).sort(byEmail);
}

/** Not disabled at a moment. */
export function isEnabled(person: PersonFact, now: number): boolean {
  return person.disabledAt === null || now < person.disabledAt;
}

/** A person as pages name one. */
export function toParty(person: PersonFact): Party {
  return { id: person.id, email: person.email, name: person.name };
}

/** Order of people in every list of those who may: by address. */
export function byEmail(a: { email: string }, b: { email: string }): number {
  return a.email < b.email ? -1 : a.email > b.email ? 1 : 0;
}

/** Every row binds; for stopping decisions any row suffices, so that a template can add holders and never ask for more. */
function ruleFor(personId: string | null, rows: readonly SourcedRow[], question: DecisionQuestion): RowRule {
  const answers = rows.map(({ row }) => ruleForRow(personId, row.slots, question));
  if (stoppingDecisions.includes(question.decision)) {
    if (answers.includes("ok")) return "ok";
    return refusals.toReversed().find((rule) => answers.includes(rule)) ?? "not-a-holder";
  }
  return refusals.find((rule) => answers.includes(rule)) ?? "ok";
}

function ruleForRow(personId: string | null, slots: readonly Slot[], question: DecisionQuestion): RowRule {
  const held = slots.filter((slot) => holdingFor(personId, slot, question) !== null);
  if (personId === null || held.length === 0) return "not-a-holder";
  if (!held.some((slot) => mayFill(personId, slot, question))) return "separation-of-duties";
  // Stopping takes one person, whatever a row says.
  const isStop = stoppingDecisions.includes(question.decision);
  return isStop || placesIn(slots) === 1 ? "ok" : "quorum-required";
}

function holdingFor(
  personId: string | null,
  slot: Slot,
  { holdings, people, now }: DecisionQuestion,
): Holding | null {
  const person = people.find((each) => each.id === personId);
  if (person === undefined || !isEnabled(person, now)) return null;
  return (
    holdings.find(
      (each) => each.personId === personId && slot.roles.includes(each.role) && covers(each, now),
    ) ?? null
  );
}

function mayFill(personId: string, slot: Slot, { authors, owningTeam }: DecisionQuestion): boolean {
  if (slot.allowAuthor !== true && authors?.includes(personId) === true) return false;
  return slot.independentOf === undefined || owningTeam?.includes(personId) !== true;
}

function usedHolding(
  personId: string,
  rows: readonly SourcedRow[],
  question: DecisionQuestion,
): Holding | null {
  for (const { row } of rows) {
    if (ruleForRow(personId, row.slots, question) !== "ok") continue;
    for (const slot of row.slots) {
      const holding = holdingFor(personId, slot, question);
      if (holding !== null) return holding;
    }
  }
  return null;
}

function refuse(
  rule: Exclude<RowRule, "ok">,
  rows: readonly SourcedRow[],
  question: DecisionQuestion,
): Verdict {
  const { people, actorPersonId, decision } = question;
  const alone = people.filter((person) => ruleFor(person.id, rows, question) === "ok");
  const fillsAPlace = (personId: string): boolean =>
    rows.some(({ row }) =>
      row.slots.some(
        (slot) => holdingFor(personId, slot, question) !== null && mayFill(personId, slot, question),
      ),
    );
  // Rows of several sources can need several people although each asks for one.
  const partly =
    rule === "not-a-holder" && alone.length === 0 && actorPersonId !== null && fillsAPlace(actorPersonId);
  const told = partly ? "quorum-required" : rule;
  const lacking = rows
    .map(({ row }) => row.slots)
    .filter((slots) => slots.every((slot) => holdingFor(actorPersonId, slot, question) === null));
  const listed = alone.length > 0 ? alone : people.filter((person) => fillsAPlace(person.id));
  return {
    allowed: false,
    rule: told,
    reason: reasonFor(
      told,
      decision,
      rows.map(({ row }) => row.slots),
      lacking,
    ),
    whoMay: [...listed].sort(byEmail).map(toParty),
    ...(!stoppingDecisions.includes(decision) && { quorum: quorumQuestion(rows, question) }),
  };
}

function quorumQuestion(rows: readonly SourcedRow[], question: DecisionQuestion): QuorumQuestion {
  const { decision, holdings, people, authors = [], owningTeam = [], now } = question;
  const asked = rows.map(({ source, row }) => ({ source, slots: row.slots }));
  return { decision, rows: asked, holdings, people, authors, owningTeam, now };
}

function reasonFor(
  rule: Exclude<RowRule, "ok">,
  decision: Decision,
  rows: readonly (readonly Slot[])[],
  /** The rows of which the actor holds no role. */
  lacking: readonly (readonly Slot[])[],
): string {
  const roles = slotWords(rows);
  switch (rule) {
    case "separation-of-duties":
      return `“${decisionWords(decision)}” is about your own work or your team's; somebody else must decide (${roles}).`;
    case "quorum-required":
      return `“${decisionWords(decision)}” takes more than one person (${roles}).`;
    case "not-a-holder":
      return lacking.length < rows.length
        ? `“${decisionWords(decision)}” is decided by ${roles}, each of which is asked; you do not hold the role for ${slotWords(lacking)}.`
        : `“${decisionWords(decision)}” is decided by ${roles}; you hold none of these roles now.`;
  }
}

function slotWords(rows: readonly (readonly Slot[])[]): string {
  return rows
    .map((slots) =>
      slots.map((slot) => `${slot.count} of ${slot.roles.map(roleWords).join(" or ")}`).join(" and "),
    )
    .join("; ");
}

function placesIn(slots: readonly Slot[]): number {
  return slots.reduce((sum, slot) => sum + slot.count, 0);
}
