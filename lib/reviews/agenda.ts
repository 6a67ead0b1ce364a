import type { LoadedGates } from "@/lib/gates/load-gates";
import { openObligations } from "@/lib/gates/obligations";
import type { Blocker, GateState } from "@/lib/gates/state-model";
import { isEnded } from "@/lib/releases/model";
import type { AgendaAnswer } from "./schemas";
import type { z } from "zod";

type Agenda = z.output<typeof AgendaAnswer>;
type Item = Agenda["items"][number];
type Named = Item["who"][number];

/** Waivers that run out within so many days are spoken about. */
const soonMs = 14 * 86_400_000;

interface Evaluated {
  loaded: LoadedGates;
  states: readonly GateState[];
}

/** What there is to speak about on a release, the hardest first, and how this review ended for it. */
export function agendaOf({ loaded, states }: Evaluated, review: string): Agenda {
  const { authority } = loaded;
  const { slug, title } = authority.release;
  const stage = loaded.facts.stages.find(({ key }) => key === authority.version.stage);
  const gates = isEnded(authority.version.state) ? [] : gateItems({ loaded, states });
  const order = ["veto", "needs-work", "condition", "concern", "waiver", "gate"];
  const rest = isEnded(authority.version.state)
    ? []
    : [...conditionItems(loaded), ...concernItems(loaded), ...waiverItems({ loaded, states })];
  return {
    release: { slug, title },
    stage: stage?.title ?? null,
    items: [...gates, ...rest].sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind)),
    outcome: outcomeOf(loaded, review),
  };
}

/** Of gates that are asked now, and of passed ones that drifted: objections one by one, the rest gate by gate. */
function gateItems({ loaded, states }: Evaluated): Item[] {
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
        text: `${title}: ${each.message}`,
        who: clearedBy([each]),
      }));
      if (rest.length === 0) return objections;
      const details = rest.map(({ message }) => message);
      return [
        ...objections,
        { kind: "gate", text: title, details, status: gate.status, who: clearedBy(rest) },
      ];
    });
}

function clearedBy(blockers: readonly Blocker[]): Named[] {
  const people = blockers.flatMap(({ canBeClearedBy }) => canBeClearedBy);
  return [...new Map(people.map(({ name, email }) => [email, { name, email }])).values()];
}

const plain = { details: [], status: null };

function conditionItems(loaded: LoadedGates): Item[] {
  return openObligations(loaded.rows.obligations).map(({ title, dueAt, owner }) => ({
    ...plain,
    kind: "condition",
    text: `${title}, due ${dayOf(dueAt)}`,
    who: owner === null ? [] : [named(loaded, owner)],
  }));
}

function concernItems(loaded: LoadedGates): Item[] {
  return loaded.rows.concerns
    .filter(({ answer }) => answer === null)
    .map(({ text, raisedBy }) => ({ ...plain, kind: "concern", text, who: [named(loaded, raisedBy)] }));
}

/** Those that cover the content as it is and run out soon. */
function waiverItems({ loaded, states }: Evaluated): Item[] {
  const current = new Set(
    states.flatMap((gate) =>
      gate.requirements.map((each) => `${gate.key}/${each.key} ${each.subjectDigest}`),
    ),
  );
  return loaded.rows.waivers
    .filter(({ expiresAt }) => expiresAt > loaded.at && expiresAt <= loaded.at + soonMs)
    .filter((waiver) => current.has(`${waiver.gate}/${waiver.requirement} ${waiver.subjectDigest}`))
    .map(({ requirement, expiresAt, reason, owner }) => ({
      ...plain,
      kind: "waiver",
      text: `The waiver of ${requirement} runs out on ${dayOf(expiresAt)}: ${reason}`,
      who: [named(loaded, owner)],
    }));
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
  return { id, outcome, reason, by: named(loaded, by), at: new Date(at).toISOString(), conditions };
}

function named({ authority }: LoadedGates, id: string): Named {
  const found = authority.people.find((person) => person.id === id);
  return { name: found?.name ?? "Somebody", email: found?.email ?? "" };
}

function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
