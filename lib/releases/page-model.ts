import type { Ability } from "@/lib/policy/ability";
import type { ObligationView } from "@/lib/gates/obligation-views";
import type { ConcernView, GateView } from "@/lib/gates/page-model";
import type { Party } from "@/lib/policy/model";
import type { DrillLevel, RollbackState } from "@/lib/rollbacks/model";
import type { Exposure } from "@/lib/rollouts/exposure-model";
import type { GlassViews } from "./glass-view";
import type { ShiftCover } from "@/lib/policy/shift-cover";
import type { ReleaseState } from "./model";
import type { Shortage } from "./staffing";

export interface BundleMention {
  digest: string;
  /** As the manifest says it; null where the bundle is not known here. */
  version: string | null;
}

export interface ComponentView {
  key: string;
  title: string;
  tier: number;
  baseline: BundleMention | null;
  candidate: (BundleMention & { setBy: Party; at: string }) | null;
}

export interface StageView {
  key: string;
  title: string;
  status: "passed" | "skipped" | "current" | "upcoming";
  inputs: string[];
  outputs: string[];
  exposure: { percent: number; soakMs: number }[];
  gates: GateView[];
  /** `glass`: it was left by break-glass, with that reason. */
  left: { at: string; by: Party; glass: string | null } | null;
  /** Day on which it is planned to be left, `2026-12-01`. */
  planned: string | null;
}

/** A freeze in force, as its notice says it. */
export interface FreezeView {
  id: string;
  title: string;
  reason: string;
  /** Key; null: the organisation. */
  component: string | null;
  from: number;
  until: number;
  setBy: Party;
  /** By whom and why the release may pass it. */
  override: { by: Party; reason: string } | null;
}

export interface HoldView {
  id: string;
  isOrganisation: boolean;
  /** Key of the component whose pause it is; null: a hold. */
  component: string | null;
  reason: string;
  /** null: the worker placed it. */
  by: Party | null;
  at: string;
}

/** A rollback of the release that is under way, or a drill of one. */
export interface UnderWayView {
  /** Id of the rollback; null: a drill whose failure is not found yet. */
  rollback: string | null;
  state: RollbackState | null;
  severity: string;
  /** null: of a drill. */
  reason: string | null;
  /** null: it is the real thing. */
  drill: { id: string; level: DrillLevel } | null;
}

/** An act by right, and what stands against it whoever asks. */
export interface ActAbility {
  ability: Ability;
  fault: string | null;
}

/** A release as its page shows it to one reader. */
export interface ReleaseView {
  id: string;
  slug: string;
  title: string;
  state: ReleaseState;
  restricted: boolean;
  template: { key: string; version: number; title: string; latest: number };
  createdAt: string;
  startedAt: string | null;
  /** `2026-12-01`. */
  target: string | null;
  /** Digest of target and planned days, as read. */
  dates: string;
  stage: string | null;
  exposure: Pick<Exposure, "intended" | "confirmed" | "isConfirmed">;
  champions: Party[];
  /** Who holds each role of the template now. */
  roles: { role: string; people: Party[] }[];
  /** Of roles that a rota fills while the release is not ended: who is on shift, who is next, and the coming gaps. */
  shifts: ShiftCover[];
  components: ComponentView[];
  stages: StageView[];
  holds: HoldView[];
  freezes: FreezeView[];
  /** null: the release neither goes back nor rehearses it. */
  underWay: UnderWayView | null;
  concerns: ConcernView[];
  /** What is owed, the first due first; then what was met or dropped. */
  obligations: ObligationView[];
  /** Places of the template that nobody holds a role for; a draft cannot start with one. */
  unfilled: { roles: string[]; asked: string[] }[];
  /** What those who hold roles now could never fill; read of drafts alone, since gates say it later. */
  shortages: Shortage[];
  /** Going on from the current stage: to where, whether the reader may, and what stands against it whoever asks. */
  advance: { next: { key: string; title: string } | null; ability: Ability; fault: string | null };
  /** Deciding alone, past what is unmet. */
  glass: GlassViews;
  /** Ending and turning back; null where the release is not under way. */
  course: {
    complete: ActAbility;
    skip: ActAbility;
    /** Stages that were left, each with the gates that would no longer be passed. */
    reopen: (ActAbility & { stage: string; title: string; gates: string[] })[];
  } | null;
  abilities: {
    start: Ability;
    cancel: Ability;
    assignRoles: Ability;
    setCandidate: Ability;
    placeHold: Ability;
    liftHold: Ability;
    overrideFreeze: Ability;
    /** Of the dates too. */
    changePlan: Ability;
    changeCriteria: Ability;
    changeRollbackPlan: Ability;
  };
}
