import type { Actor } from "@/lib/identity/actor";
import type { Reader } from "@/lib/platform/db";
import { toParty } from "@/lib/policy/can";
import type { Verdict } from "@/lib/policy/model";
import { canOnRelease, type Authority } from "@/lib/releases/authority";
import { courseOf, type FreezeOn, freezesOn, mayOverrideFreeze } from "@/lib/releases/course-of";
import { type GlassViews, glassViews } from "@/lib/releases/glass-view";
import { type CourseFacts, type CourseFault, stageAfter, whyNotAdvance } from "@/lib/releases/stage-course";
import { stageStates } from "./course";
import type { Evaluated } from "./evaluated";
import { type InboxItem, lastSigned, manifestsOf } from "./inbox-queries";
import type { LoadedGates } from "./load-gates";
import { obligationsOn, type ObligationView, obligationView } from "./obligation-views";
import { mayAcknowledge, mayVoteIn } from "./may-vote";
import type { GateState } from "./state-model";
import type { Principal } from "./page-model";
import { delegationsOf, type Reading } from "./reading";
import type { GateAnswer } from "./schemas";
import { gateAnswer } from "./view";

/** What the reader may do on a requirement, or on the approval, in one of the roles they hold or act in for another. */
export interface RoleAbility {
  role: string;
  /** Whose delegate they would act as; null: they hold the role. */
  onBehalfOf: Principal | null;
  approve: Verdict;
  object: Verdict;
  notApplicable: Verdict;
  /** For acknowledgements. */
  acknowledge: Verdict | null;
}

export interface RequirementDesk {
  gate: string;
  requirement: string | null;
  roles: RoleAbility[];
  last: InboxItem["last"];
}

/** The release page's view of stages and gates, with what the reader may do; the same functions judge the commands. */
export interface ReleaseGatesView {
  authority: Authority;
  stages: {
    key: string;
    title: string;
    inputs: string[];
    outputs: string[];
    status: "passed" | "skipped" | "current" | "upcoming";
    exposure: { percent: number; soakMs: number }[];
  }[];
  gates: (GateAnswer & { objective: string; purpose: string | null })[];
  rows: LoadedGates["rows"];
  reading: Reading;
  obligations: ObligationView[];
  glass: GlassViews;
  desks: RequirementDesk[];
  /** What advancing, skipping, reopening and completing are judged by. */
  course: CourseFacts;
  /** In force, those that the release may pass included; and whether the reader may let it pass one. */
  freezes: FreezeOn[];
  override: Verdict;
  /** Leaving the current stage: by right, and by the state of its gates. Null where there is no stage to leave. */
  advance: { stage: string; next: string; right: Verdict; fault: CourseFault | null } | null;
}

export async function releaseGatesView(
  db: Reader,
  { loaded, states, reading }: Evaluated,
  actor: Actor,
): Promise<ReleaseGatesView> {
  const { facts, authority, rows } = loaded;
  const courses = stageStates(reading);
  const definitions = new Map(facts.stages.flatMap((stage) => stage.gates.map((gate) => [gate.key, gate])));
  const course = courseOf(loaded, states);
  return {
    authority,
    rows,
    reading,
    glass: glassViews(loaded, course, actor),
    obligations: obligationsOn(loaded, states).map((each) => obligationView(loaded, each, actor)),
    stages: facts.stages.map(({ key, title, inputs, outputs, exposure }) => ({
      key,
      title,
      inputs,
      outputs,
      exposure,
      status: courses.get(key) ?? (key === authority.version.stage ? "current" : "upcoming"),
    })),
    gates: states.map((state) => {
      const gate = definitions.get(state.key);
      return {
        ...gateAnswer(state, loaded),
        objective: gate?.objective ?? "",
        purpose: gate?.purpose ?? null,
      };
    }),
    desks: actor.kind === "person" ? await desksOf(db, { loaded, states, reading, personId: actor.id }) : [],
    course,
    freezes: freezesOn(loaded),
    override: mayOverrideFreeze(loaded, actor),
    advance: advanceOf(loaded, course, actor),
  };
}

function advanceOf(
  { authority, facts }: LoadedGates,
  course: CourseFacts,
  actor: Actor,
): ReleaseGatesView["advance"] {
  const { stage } = authority.version;
  const next = stage === null ? null : stageAfter(facts.stages, stage);
  if (stage === null || next === null) return null;
  return {
    stage,
    next: next.key,
    right: canOnRelease(authority, actor, "stage.advance", { stage }),
    fault: whyNotAdvance(course, stage),
  };
}

interface DeskQuestion {
  loaded: LoadedGates;
  states: GateState[];
  reading: Reading;
  personId: string;
}

async function desksOf(
  db: Reader,
  { loaded, states, reading, personId }: DeskQuestion,
): Promise<RequirementDesk[]> {
  const roles = rolesOf(reading, personId);
  const signedBefore =
    loaded.rows.votes.some((vote) => vote.principalId === personId) ||
    loaded.rows.acknowledgements.some((each) => each.personId === personId);
  const manifests = signedBefore ? await manifestsOf(db, loaded) : new Map<string, never>();
  return states.flatMap((gate) => {
    const signable = gate.requirements.filter(
      ({ kind, status }) => (kind === "item" || kind === "acknowledgement") && status !== "not-asked",
    );
    return [...signable, ...(gate.approval === null ? [] : [gate.approval])].map(
      (requirement): RequirementDesk => {
        const on = { gate: gate.key, requirement: requirement.key };
        return {
          ...on,
          roles: roles.map((each) =>
            abilityOf({
              reading,
              loaded,
              on,
              kind: requirement.kind,
              ...each,
              personId,
              subjectDigest: requirement.subjectDigest,
            }),
          ),
          last: signedBefore
            ? lastSigned({ loaded, personId, on, current: requirement.subject, manifests })
            : null,
        };
      },
    );
  });
}

type RoleOf = Pick<RoleAbility, "role" | "onBehalfOf">;

/** Roles in which somebody signs now: their own, then those of whoever delegated to them. */
function rolesOf(reading: Reading, personId: string): RoleOf[] {
  const own: RoleOf[] = [];
  const others: RoleOf[] = [];
  for (const [role, holders] of [...reading.holdersNow].sort(([a], [b]) => (a < b ? -1 : 1))) {
    for (const holder of holders) {
      if (holder.id === personId) own.push({ role, onBehalfOf: null });
      const delegation = delegationsOf(reading, holder.id, role).find(
        ({ delegateId }) => delegateId === personId,
      );
      if (delegation !== undefined)
        others.push({ role, onBehalfOf: { ...toParty(holder), until: delegation.to } });
    }
  }
  return [...own, ...others];
}

interface AbilityQuestion extends RoleOf {
  reading: Reading;
  loaded: LoadedGates;
  on: { gate: string; requirement: string | null };
  kind: string;
  personId: string;
  subjectDigest: string;
}

function abilityOf({
  reading,
  loaded,
  on,
  kind,
  role,
  onBehalfOf,
  personId,
  subjectDigest,
}: AbilityQuestion): RoleAbility {
  const principalId = onBehalfOf?.id ?? personId;
  // The reason is asked for in the form; whether one may is asked as if it were given.
  const asked = { ...on, role, actorId: personId, principalId, subjectDigest, reason: "given" };
  const may = (vote: "approve" | "needs-work" | "not-applicable") => mayVoteIn(reading, { ...asked, vote });
  const acknowledge =
    kind === "acknowledgement" && on.requirement !== null
      ? mayAcknowledge({
          facts: loaded.facts,
          gate: on.gate,
          requirement: on.requirement,
          role,
          actorId: personId,
          principalId,
          subjectDigest,
          now: loaded.at,
        })
      : null;
  return {
    role,
    onBehalfOf,
    approve: may("approve"),
    object: may("needs-work"),
    notApplicable: may("not-applicable"),
    acknowledge,
  };
}
