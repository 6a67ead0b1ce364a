import type { Evaluated } from "@/lib/gates/evaluated";
import type { LoadedGates } from "@/lib/gates/load-gates";
import { isOverdue, type ObligationFact } from "@/lib/gates/obligations";
import { openOn } from "@/lib/gates/owed";
import type { Blocker } from "@/lib/gates/state-model";
import type { Criterion } from "@/lib/metrics/schemas";
import { holdersOf } from "@/lib/policy/can";
import { championRole, isEnded } from "@/lib/releases/model";
import { drillsDue } from "./drills-due";
import { type AgendaAnswer, agendaKinds } from "./schemas";
import type { z } from "zod";

type Agenda = z.output<typeof AgendaAnswer>;
type Item = Agenda["items"][number];
type Named = Item["who"][number];

/** Waivers that run out within so many days, and what is owed by then, are spoken about. */
export const soonMs = 14 * 86_400_000;

interface Asked {
  /** Name of the review. */
  review: string;
  /** Criteria of the release of which no run over history was kept. */
  untried: readonly Criterion[];
  now: Date;
}

/** What is evaluated may have been kept from before: time itself is asked of the reader's moment. */
interface Spoken extends Evaluated {
  /** Epoch ms. */
  at: number;
}

/** What there is to speak about on a release, the hardest first, and how this review ended for it. */
export function agendaOf(evaluated: Evaluated, { review, untried, now }: Asked): Agenda {
  const { loaded } = evaluated;
  const spoken: Spoken = { ...evaluated, at: Math.max(now.getTime(), loaded.at) };
  const { authority } = loaded;
  const { slug, title } = authority.release;
  const stage = loaded.facts.stages.find(({ key }) => key === authority.version.stage);
  // Of a release that has ended there is still what it left to be done.
  const items = isEnded(authority.version.state)
    ? obligationItems(spoken)
    : [
        ...gateItems(spoken),
        ...conditionItems(spoken),
        ...obligationItems(spoken),
        ...concernItems(loaded),
        ...waiverItems(spoken),
        ...drillItems(spoken),
        ...untried.map((criterion) => criterionItem(loaded, criterion)),
      ];
  const place = ({ kind }: Item) => agendaKinds.indexOf(kind);
  return {
    release: { slug, title },
    stage: stage?.title ?? null,
    items: distinct(items.sort((a, b) => place(a) - place(b))),
    outcome: outcomeOf(loaded, review),
  };
}

/** Two that are about the same are told apart by a number. */
function distinct(items: readonly Item[]): Item[] {
  const seen = new Map<string, number>();
  return items.map((item) => {
    const count = (seen.get(item.key) ?? 0) + 1;
    seen.set(item.key, count);
    return count === 1 ? item : { ...item, key: `${item.key}:${count}` };
  });
}

/** Of gates that are asked now, and of passed ones that drifted: objections one by one, the rest gate by gate. */
function gateItems({ loaded, states }: Spoken): Item[] {
  const { stage } = loaded.authority.version;
  const titles = new Map(
    loaded.facts.stages.flatMap(({ gates }) => gates.map(({ key, title }) => [key, title] as const)),
  );
  return states
    .filter((gate) => gate.stage === stage || (gate.drift !== null && gate.drift !== "none"))
    .flatMap((gate) => {
      const title = titles.get(gate.key) ?? gate.key;
      const isObjection = ({ code }: Blocker): boolean => code === "veto" || code === "needs-work";
      const rest = gate.blockers.filter((each) => !isObjection(each));
      const objections = gate.blockers.filter(isObjection).map((each): Item => ({
        ...plain,
        kind: each.code === "veto" ? "veto" : "needs-work",
        key: `${each.code}:${gate.key}/${each.requirement ?? ""}`,
        text: `${title}: ${each.message}`,
        gate: gate.key,
        who: clearedBy([each]),
      }));
      if (rest.length === 0) return objections;
      const details = rest.map(({ message }) => message);
      return [
        ...objections,
        {
          kind: "gate",
          key: `gate:${gate.key}`,
          text: title,
          details,
          status: gate.status,
          gate: gate.key,
          who: clearedBy(rest),
        },
      ];
    });
}

function clearedBy(blockers: readonly Blocker[]): Named[] {
  const people = blockers.flatMap(({ canBeClearedBy }) => canBeClearedBy);
  return [...new Map(people.map(({ name, email }) => [email, { name, email }])).values()];
}

const plain = { details: [], status: null, gate: null };

function conditionItems(spoken: Spoken): Item[] {
  return owedOf(spoken, "condition", ({ kind }) => kind === "condition");
}

/** What else was taken over on it and is overdue or due soon: post-mortems and what came of them, reviews of a broken glass. */
function obligationItems(spoken: Spoken): Item[] {
  return owedOf(
    spoken,
    "obligation",
    ({ kind, dueAt }) => kind !== "condition" && dueAt <= spoken.at + soonMs,
  );
}

function owedOf(
  { loaded, at }: Spoken,
  kind: "condition" | "obligation",
  isSpoken: (each: ObligationFact) => boolean,
): Item[] {
  const open = openOn(loaded).filter(isSpoken);
  return open
    .toSorted((a, b) => a.dueAt - b.dueAt)
    .map((each) => {
      const { id, title, dueAt, source, waitingOn } = each;
      const asked = (loaded.facts.reviews ?? []).find((outcome) => outcome.id === source.id);
      const from = asked === undefined ? "" : `, asked for by “${asked.title}” on ${dayOf(asked.at)}`;
      return {
        ...plain,
        kind,
        key: `${kind}:${id}`,
        text: `${title}, ${isOverdue(each, at) ? "overdue since" : "due"} ${dayOf(dueAt)}${from}`,
        who: waitingOn.map(({ name, email }) => ({ name, email })),
      };
    });
}

function concernItems(loaded: LoadedGates): Item[] {
  return loaded.rows.concerns
    .filter(({ answer }) => answer === null)
    .map(({ id, text, raisedBy }) => ({
      ...plain,
      kind: "concern",
      key: `concern:${id}`,
      text,
      who: [named(loaded, raisedBy)],
    }));
}

/** Those that cover the content as it is and run out soon. */
function waiverItems({ loaded, states, at }: Spoken): Item[] {
  const current = new Set(
    states.flatMap((gate) =>
      gate.requirements.map((each) => `${gate.key}/${each.key} ${each.subjectDigest}`),
    ),
  );
  return loaded.rows.waivers
    .filter(({ expiresAt }) => expiresAt > at && expiresAt <= at + soonMs)
    .filter((waiver) => current.has(`${waiver.gate}/${waiver.requirement} ${waiver.subjectDigest}`))
    .map(({ id, requirement, expiresAt, reason, owner }) => ({
      ...plain,
      kind: "waiver",
      key: `waiver:${id}`,
      text: `The waiver of ${requirement} runs out on ${dayOf(expiresAt)}: ${reason}`,
      who: [named(loaded, owner)],
    }));
}

function drillItems({ loaded, states, reading, at }: Spoken): Item[] {
  const { stage, targetDate: target } = loaded.authority.version;
  return drillsDue(reading, { states, stage, target, at }).map(
    ({ gate, requirement, endsAt, missing, who }) => {
      const by = target === null ? "" : ` The target is ${target}.`;
      const what =
        endsAt === null
          ? (missing ?? `${requirement.title ?? requirement.key} waits for a drill.`)
          : `The drill of ${requirement.title ?? requirement.key} counts until ${dayOf(endsAt)}.`;
      return {
        ...plain,
        kind: "drill",
        key: `drill:${gate}/${requirement.key}`,
        text: `${what}${by}`,
        who: who.map(({ name, email }) => ({ name, email })),
      };
    },
  );
}

function criterionItem({ authority }: LoadedGates, { key, title }: Criterion): Item {
  const { holdings, people } = authority;
  const champions = holdersOf({ role: championRole, holdings, people, now: authority.now.getTime() });
  return {
    ...plain,
    kind: "criterion",
    key: `criterion:${key}`,
    text: `“${title ?? key}” was not tried on history: no backtest of it is kept.`,
    who: champions.map(({ name, email }) => ({ name, email })),
  };
}

function outcomeOf(loaded: LoadedGates, review: string): Agenda["outcome"] {
  const found = (loaded.facts.reviews ?? []).findLast((each) => each.review === review);
  if (found === undefined) return null;
  const { id, outcome, reason, by, at } = found;
  const conditions = loaded.rows.obligations
    .filter(({ source }) => source.kind === "review" && source.id === id)
    .map(({ id: condition, title, owner, dueAt, closure }) => ({
      id: condition,
      text: title,
      owner: owner === null ? null : named(loaded, owner),
      due: new Date(dueAt).toISOString(),
      isOpen: closure === null,
    }));
  const isFulfilled = outcome === "conditional" && conditions.every(({ isOpen }) => !isOpen);
  return {
    id,
    outcome,
    counts: isFulfilled ? "go" : outcome,
    reason,
    by: named(loaded, by),
    at: new Date(at).toISOString(),
    conditions,
  };
}

function named({ authority }: LoadedGates, id: string): Named {
  const found = authority.people.find((person) => person.id === id);
  return { name: found?.name ?? "Somebody", email: found?.email ?? "" };
}

function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
