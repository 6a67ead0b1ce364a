import { isMet, isVeto } from "@/lib/gates/finding";
import { authorsBehind } from "@/lib/gates/load-obligation";
import { gateIn, type LoadedGates } from "@/lib/gates/load-gates";
import { authorsOn } from "@/lib/gates/may-end-objection";
import { obligationsBefore } from "@/lib/gates/obligations";
import { readFacts } from "@/lib/gates/reading";
import type { GateState } from "@/lib/gates/state-model";
import type { Actor } from "@/lib/identity/actor";
import { byEmail, holdersOf, toParty } from "@/lib/policy/can";
import { decisionWords } from "@/lib/policy/decision-words";
import { covers } from "@/lib/policy/holdings";
import type { Decision, Verdict } from "@/lib/policy/model";
import { roleWords } from "@/lib/policy/role-words";
import type { Authority } from "./authority";
import { candidateAuthors } from "./course-of";
import {
  type CourseFacts,
  type CourseFault,
  hasDrifted,
  isReady,
  stageAfter,
  whyNotLeave,
} from "./stage-course";

/** What one person may decide past what is unmet, or in place of several. */
export type BreakGlassDecision = Extract<
  Decision,
  "stage.advance" | "hold.lift" | "exposure.increase" | "rollback.authorise" | "rollback.execute"
>;

/** Something unmet that a broken glass lets pass: named in the entry, as it stood. */
export interface LetPass {
  code: string;
  gate: string | null;
  requirement: string | null;
  message: string;
  /** Id of the obligation that it is. */
  obligation?: string | undefined;
  /** Id of the freeze window. */
  freeze?: string | undefined;
}

/** What stands in the way and is never let pass, or all that would be. */
export type ThroughGlass = { fault: CourseFault; passes: null } | { fault: null; passes: LetPass[] };

/** What no broken glass lets pass: a recorded objection, and what was rolled back. */
const never: ReadonlySet<string> = new Set(["veto", "dependency-rolled-back"]);

/** Advancing: past unmet requirements, evidence that ran out, obligations and freezes; never past a hold, a veto, or other content in a passed gate. */
export function advanceThroughGlass(facts: CourseFacts, stage: string): ThroughGlass {
  const { freezes } = facts;
  const fault = whyNotLeave({ ...facts, freezes: [] }, stage);
  if (fault !== null) return { fault, passes: null };
  const next = stageAfter(facts.stages, stage);
  if (next === null)
    return stopped(
      "conflict",
      "The last stage is completed, not advanced; no broken glass completes a release.",
    );
  const concerned = facts.gates.filter((gate) => gate.stage === stage || gate.status === "passed");
  const firm = concerned.filter(
    (gate) => gate.drift === "subject-changed" || gate.blockers.some(({ code }) => never.has(code)),
  );
  if (firm.length > 0)
    return {
      fault: {
        code: "gate-not-ready",
        message: `No broken glass lets this pass: ${firm.map(whyFirm).join("; ")}.`,
        blockers: firm.flatMap(({ blockers }) => blockers),
      },
      passes: null,
    };
  const owed = obligationsBefore(facts.obligations, { stages: facts.stages, into: next.key });
  return {
    fault: null,
    passes: [
      ...concerned
        .filter((gate) => (gate.stage === stage ? !isReady(gate) : hasDrifted(gate)))
        .flatMap(unmetIn),
      ...freezesPassed({ freezes }),
      ...owed.map(({ id, title }): LetPass => ({
        code: "obligation-open",
        gate: null,
        requirement: null,
        message: title,
        obligation: id,
      })),
    ],
  };
}

/** Each by its window. */
export function freezesPassed({ freezes }: Pick<CourseFacts, "freezes">): LetPass[] {
  return freezes.map(({ window }) => ({
    code: "freeze",
    gate: null,
    requirement: null,
    message: `The freeze window “${window.title}”`,
    freeze: window.id,
  }));
}

/** Lifting a hold: past gates that passed with other content. Advancing then still waits for them. */
export function liftThroughGlass(gates: readonly GateState[]): LetPass[] {
  return gates
    .filter(({ drift }) => drift === "subject-changed")
    .map(({ key, blockers }) => ({
      code: "drift",
      gate: key,
      requirement: null,
      message: blockers.find(({ code }) => code === "drift")?.message ?? key,
    }));
}

/** One holder of a role that the template names, who wrote nothing of what is let pass. */
export function mayBreakGlass(
  authority: Authority,
  actor: Actor,
  { decision, authors }: { decision: BreakGlassDecision; authors: readonly string[] },
): Verdict {
  const { breakGlass } = authority.template.parsed;
  const { holdings, people } = authority;
  const now = authority.now.getTime();
  if (breakGlass === null)
    return {
      allowed: false,
      rule: "no-right",
      reason: "This release's template has no glass to break.",
      whoMay: [],
    };
  const holders = breakGlass.roles.flatMap((role) => holdersOf({ role, holdings, people, now }));
  const able = [...new Set(holders)].filter(({ id }) => !authors.includes(id)).sort(byEmail);
  const personId = actor.kind === "person" ? actor.id : null;
  const held = holdings.find(
    (each) => each.personId === personId && breakGlass.roles.includes(each.role) && covers(each, now),
  );
  if (held !== undefined && able.some(({ id }) => id === personId))
    return { allowed: true, rule: "break-glass", role: held.role, grant: held.grant };
  const isAuthor = holders.some(({ id }) => id === personId);
  return {
    allowed: false,
    rule: personId === null ? "people-only" : isAuthor ? "separation-of-duties" : "not-a-holder",
    reason: isAuthor
      ? `What would be let pass is about your own work; somebody else breaks the glass.`
      : `“${decisionWords(decision)}” past what is unmet takes ${breakGlass.roles.map(roleWords).join(" or ")}.`,
    whoMay: able.map(toParty),
  };
}

/** Who wrote what the unmet requirements, or the votes behind unmet conditions, are about. */
export function authorsOfPassed(loaded: LoadedGates, passes: readonly LetPass[]): string[] {
  const reading = readFacts(loaded.facts, loaded.at);
  const authors = passes.flatMap(({ code, gate, requirement, obligation }) => {
    if (gate === null && aboutCandidates.has(code)) return candidateAuthors(loaded);
    if (gate !== null) return authorsOn(reading, gateIn(loaded, gate, requirement));
    return loaded.rows.obligations
      .filter(({ id }) => id === obligation)
      .flatMap((each) => authorsBehind(loaded, each));
  });
  return [...new Set(authors)];
}

/** What stands for all of the candidates, whatever gate. */
const aboutCandidates: ReadonlySet<string> = new Set(["freeze", "soak-running", "criterion-not-ok"]);

function whyFirm({ key, drift, blockers }: GateState): string {
  const veto = blockers.some(isVeto);
  if (veto) return `a veto on ${key}`;
  return drift === "subject-changed"
    ? `${key} passed with other content, so the stage is reopened first`
    : `${key} waits for something that was rolled back`;
}

function unmetIn(gate: GateState): LetPass[] {
  const all = gate.approval === null ? gate.requirements : [...gate.requirements, gate.approval];
  const aged = hasDrifted(gate);
  const unmet = aged
    ? gate.blockers.map(({ requirement, message, code }) => ({ code, requirement, message }))
    : all
        .filter(({ status }) => !isMet(status))
        .map(({ key, status, blockers }) => ({
          code: blockers[0]?.code ?? status,
          requirement: key,
          message:
            blockers.map(({ message }) => message).join(" ") || `${key ?? "the approval"} is ${status}`,
        }));
  return unmet.map((each) => ({ ...each, gate: gate.key }));
}

function stopped(code: CourseFault["code"], message: string): ThroughGlass {
  return { fault: { code, message, blockers: [] }, passes: null };
}
