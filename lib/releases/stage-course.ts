import { isMet, isVeto } from "@/lib/gates/finding";
import type { Stage } from "@/lib/gates/model";
import { type ObligationFact, obligationsBefore } from "@/lib/gates/obligations";
import type { Blocker, GateState } from "@/lib/gates/state-model";
import type { Party } from "@/lib/policy/model";
import type { Freeze } from "@/lib/rollouts/freezes";
import type { Soak } from "@/lib/rollouts/soak";

export interface CourseFacts {
  state: string;
  stage: string | null;
  exposurePercent: number;
  stages: readonly Stage[];
  gates: readonly GateState[];
  /** Its own, the organisation's, and pauses of its components, each by its key. */
  holds: readonly { reason: string; isOrganisation?: boolean; component?: string | null }[];
  /** Those that nobody answered are what completing waits for. */
  concerns: readonly { answer: unknown }[];
  /** Those that are open keep the release from the stage that they name. */
  obligations: readonly (ObligationFact & { waitingOn: Party[] })[];
  /** Freezes in force that the release may not pass. */
  freezes: readonly Freeze[];
  /** Who may lift a hold of the release now, one of the organisation, and let the release pass a freeze. */
  mayLift?: readonly Party[];
  mayLiftAll?: readonly Party[];
  /** By component who may resume it. */
  mayResume?: Readonly<Record<string, readonly Party[]>>;
  mayOverride?: readonly Party[];
  /** The last step of the last stage and its soak, which completing waits for; null or absent: it has none. */
  lastStep?: { percent: number; soakMs: number; soak: Soak } | null;
}

/** An obligation that is open, said as gates say what blocks them. */
export interface ObligationBlocker {
  code: "obligation-open";
  requirement: null;
  message: string;
  canBeClearedBy: Party[];
}

/** A hold, a pause of a component or a freeze, said as gates say what blocks them. */
export interface StopBlocker {
  code: "hold" | "component-paused" | "freeze";
  requirement: null;
  message: string;
  canBeClearedBy: Party[];
}

/** What keeps exposure from growing, said as gates say what blocks them. */
export interface GrowthBlocker {
  code:
    | "no-candidate"
    | "component-exposed"
    | "exposure-paused"
    | "exposure-unconfirmed"
    | "soak-running"
    | "criterion-not-ok"
    | "breach-overridden"
    | "target-unverified";
  requirement: null;
  message: string;
  canBeClearedBy: Party[];
  /** Of a criterion: its key. */
  criterion?: string | undefined;
  /** Nothing lets it pass, as a breach of severity rollback, or a way back that is known not to be there. */
  isFirm?: boolean | undefined;
}

export type CourseFault = {
  code:
    | "release-not-active"
    | "conflict"
    | "on-hold"
    | "frozen"
    | "gate-not-ready"
    | "obligation-open"
    | "exposed"
    | "exposure-not-ready"
    | "subject-changed";
  message: string;
  blockers: (Blocker | StopBlocker | ObligationBlocker | GrowthBlocker)[];
};

/** Why the stage cannot be left now, or null: its gates ready, nothing passed before drifted, nothing owed before the next, no hold. */
export function whyNotAdvance(facts: CourseFacts, stage: string): CourseFault | null {
  const fault = whyNotLeave(facts, stage);
  if (fault !== null) return fault;
  const next = stageAfter(facts.stages, stage);
  if (next === null)
    return refuse("conflict", `${stage} is the last stage; the release is completed, not advanced.`);
  const owed = owedBefore(facts, next.key);
  const drifted = facts.gates.filter(
    (gate) => gate.stage !== stage && (hasDrifted(gate) || isObjectedTo(gate)),
  );
  const waiting = facts.gates.filter((gate) => gate.stage === stage && !isReady(gate));
  const holding = [...drifted, ...waiting];
  if (holding.length > 0) {
    const names = holding
      .map(
        (gate) =>
          `${gate.key} is ${hasDrifted(gate) ? gate.drift : isObjectedTo(gate) ? "vetoed" : gate.status}`,
      )
      .join(", ");
    return {
      code: "gate-not-ready",
      message: `The stage ${stage} is not ready: ${names}.`,
      blockers: [...holding.flatMap((gate) => gate.blockers), ...(owed?.blockers ?? [])],
    };
  }
  return owed;
}

/** Why a stage cannot be begun, or the release completed (`into` null), for what is owed before; or null. */
export function owedBefore(
  { obligations, stages }: Pick<CourseFacts, "obligations" | "stages">,
  into: string | null,
): CourseFault | null {
  const blockers = obligationsBefore(obligations, { stages, into }).map(
    ({ title, dueAt, beforeStage, waitingOn }): ObligationBlocker => {
      const owners = waitingOn.map(({ name }) => name).join(", ");
      const before = stages.find(({ key }) => key === beforeStage)?.title;
      return {
        code: "obligation-open",
        requirement: null,
        message: `“${title}” is owed${owners === "" ? "" : ` by ${owners}`} until ${utc(dueAt)}, before ${before === undefined ? "the release is completed" : `“${before}” begins`}.`,
        canBeClearedBy: waitingOn,
      };
    },
  );
  if (blockers.length === 0) return null;
  return { code: "obligation-open", message: blockers.map(({ message }) => message).join(" "), blockers };
}

function utc(epochMs: number): string {
  return `${new Date(epochMs).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

/**
 * Why the stage cannot be skipped now, or null. Its gates may be open; a veto in it or in a gate that passed stands in the way, and so
 * does content that changed since a gate passed, which holds the release.
 */
export function whyNotSkip(facts: CourseFacts, stage: string): CourseFault | null {
  const fault = whyNotLeave(facts, stage);
  if (fault !== null) return fault;
  const changed = facts.gates.filter(({ drift }) => drift === "subject-changed");
  if (changed.length > 0)
    return {
      code: "gate-not-ready",
      message: `${changed.map(({ key }) => key).join(", ")} passed with other content; reopen the stage and sign anew first.`,
      blockers: changed.flatMap(({ blockers }) => blockers),
    };
  const vetoes = facts.gates
    .filter((gate) => gate.stage === stage || gate.status === "passed")
    .flatMap((gate) => gate.blockers.filter(isVeto));
  if (vetoes.length > 0)
    return {
      code: "gate-not-ready",
      message: "A veto stands; it has to be lifted first.",
      blockers: vetoes,
    };
  return owedBefore(facts, (stageAfter(facts.stages, stage) ?? { key: stage }).key);
}

/** Why a stage cannot be reopened now, or null: only a stage that was left, and only without exposure. */
export function whyNotReopen(facts: CourseFacts, stage: string): CourseFault | null {
  if (facts.state !== "active") return refuse("release-not-active", `The release is ${facts.state}.`);
  if (facts.exposurePercent > 0)
    return refuse("exposed", "The candidate has exposure; a stage is reopened at exposure 0.");
  if (indexOf(facts, stage) >= indexOf(facts, facts.stage))
    return refuse("conflict", `The stage ${stage} has not been left.`);
  return null;
}

/** The stage after this one; null for the last. */
export function stageAfter(stages: readonly Stage[], stage: string): Stage | null {
  return stages[stages.findIndex(({ key }) => key === stage) + 1] ?? null;
}

/** What an entry keeps of the gates as they stood when the stage was left. */
export function evidenceOf(gates: readonly GateState[], stage: string): Record<string, unknown> {
  return Object.fromEntries(
    gates
      .filter((gate) => gate.stage === stage)
      .map((gate) => [
        gate.key,
        {
          status: gate.status,
          subjectDigest: gate.subjectDigest,
          requirements: Object.fromEntries(
            [...gate.requirements, ...(gate.approval === null ? [] : [gate.approval])].map((requirement) => [
              requirement.key ?? "approval",
              {
                status: requirement.status,
                met: isMet(requirement.status),
                subjectDigest: requirement.subjectDigest,
                votes: requirement.slots.flatMap((slot) => slot.filledBy.map(({ voteId }) => voteId)),
              },
            ]),
          ),
        },
      ]),
  );
}

/** A gate that keeps nothing from going on. */
export function isReady({ status }: GateState): boolean {
  return status === "ready" || status === "skipped";
}

/** What stands against leaving a stage in any way: the release's state, another stage, a hold. */
export function whyNotLeave(facts: CourseFacts, stage: string): CourseFault | null {
  if (facts.state !== "active") return refuse("release-not-active", `The release is ${facts.state}.`);
  if (facts.stage !== stage)
    return refuse("conflict", `The current stage is ${facts.stage ?? "none"}, not ${stage}.`);
  return whyStopped(facts);
}

/** Refused while anything holds the release or freezes what it moves: each of them, and who may clear it. Null where nothing does. */
export function whyStopped(facts: CourseFacts): CourseFault | null {
  const { holds, freezes, mayLift = [], mayLiftAll = [], mayResume = {}, mayOverride = [] } = facts;
  const blockers = [
    ...holds.map(({ reason, isOrganisation = false, component = null }): StopBlocker => {
      if (component !== null)
        return {
          code: "component-paused",
          requirement: null,
          message: `${component} is paused: ${reason}`,
          canBeClearedBy: [...(mayResume[component] ?? [])],
        };
      const message = `${isOrganisation ? "The organisation" : "The release"} is on hold: ${reason}`;
      const canBeClearedBy = [...(isOrganisation ? mayLiftAll : mayLift)];
      return { code: "hold", requirement: null, message, canBeClearedBy };
    }),
    ...freezes.map((freeze): StopBlocker => {
      const canBeClearedBy = [...mayOverride];
      return { code: "freeze", requirement: null, message: frozenWords(freeze), canBeClearedBy };
    }),
  ];
  if (blockers.length === 0) return null;
  const message = blockers.map((blocker) => blocker.message).join("; ");
  return { code: holds.length > 0 ? "on-hold" : "frozen", message, blockers };
}

/** Which window, of what, until when. */
function frozenWords({ window, until }: Freeze): string {
  const scope = window.component ?? "Everything";
  return `${scope} is frozen until ${new Date(until).toISOString().slice(0, 16).replace("T", " ")} UTC by “${window.title}”: ${window.reason}`;
}

/** A passed gate that covers other content now, or whose evidence ran out. */
export function hasDrifted({ drift }: GateState): boolean {
  return drift !== null && drift !== "none";
}

/** A passed gate in which somebody with the veto objects since. */
export function isObjectedTo({ status, blockers }: GateState): boolean {
  return status === "passed" && blockers.some(isVeto);
}

function indexOf(facts: CourseFacts, stage: string | null): number {
  return facts.stages.findIndex(({ key }) => key === stage);
}

function refuse(code: CourseFault["code"], message: string): CourseFault {
  return { code, message, blockers: [] };
}
