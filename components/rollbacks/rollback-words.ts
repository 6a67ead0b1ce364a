import type { Saying } from "@/components/gates/status";
import type { Tone } from "@/components/ui/tone";
import type { Severity } from "@/lib/policy/model";
import type {
  AttemptState,
  DrillLevel,
  DrillState,
  ExecutorType,
  RollbackState,
  StepState,
} from "@/lib/rollbacks/model";
import type { PhaseName } from "@/lib/rollbacks/phase-clock";
import type { FailureMode } from "@/lib/metrics/failure-modes";

/** How the state of a rollback is said, by word, shape and colour. */
export const rollbackSayings: Record<RollbackState, Saying> = {
  proposed: { word: "Proposed", tone: "stop", shape: "triangle" },
  authorised: { word: "Authorised", tone: "accent", shape: "play" },
  executing: { word: "Executing", tone: "accent", shape: "play" },
  validating: { word: "Validating", tone: "go", shape: "clock" },
  stable: { word: "Stable", tone: "good", shape: "check-disc" },
  endorsed: { word: "Endorsed", tone: "good", shape: "check-stamp" },
  failed: { word: "Failed", tone: "stop", shape: "stop" },
  declined: { word: "Declined", tone: "work", shape: "skip" },
  cancelled: { word: "Cancelled", tone: "idle", shape: "skip" },
};

export const stepSayings: Record<StepState, Saying> = {
  waiting: { word: "Waits", tone: "idle", shape: "dots" },
  running: { word: "Running", tone: "accent", shape: "play" },
  verifying: { word: "Verifying", tone: "go", shape: "clock" },
  done: { word: "Done", tone: "good", shape: "check-disc" },
  failed: { word: "Failed", tone: "stop", shape: "stop" },
};

export const attemptSayings: Record<AttemptState, Saying> = {
  queued: { word: "Waits to be carried out", tone: "idle", shape: "dots" },
  claimed: { word: "Being carried out", tone: "accent", shape: "play" },
  succeeded: { word: "Carried out", tone: "good", shape: "check-disc" },
  failed: { word: "Failed", tone: "stop", shape: "stop" },
};

export const severityTones: Record<Severity, Tone> = {
  sev1: "stop",
  sev2: "work",
  sev3: "aged",
  sev4: "idle",
};

export const phaseWords: Record<PhaseName, string> = {
  detected: "Detected",
  seen: "Seen",
  decided: "Decided",
  executed: "Executed",
  stable: "Stable",
};

/** Who carries a step out, after “by”. */
export const executorWords: Record<ExecutorType, string> = {
  manual: "hand",
  webhook: "webhook",
  flag: "flag service",
  command: "a runner",
};

/** What a deadline leads to where nobody decides. */
export const silenceWords = {
  execute: "then it is executed by itself",
  escalate: "then it is escalated on; nothing is executed by itself",
  nothing: "nothing happens by itself",
} as const;

export const levelWords: Record<DrillLevel, string> = {
  tabletop: "Tabletop",
  "dry-run": "Dry run",
  staging: "Staging",
};

export const levelMeanings: Record<DrillLevel, string> = {
  tabletop: "Talked through: people say each step is done, nothing is carried out.",
  "dry-run": "Each executor says what it would do, and does nothing.",
  staging: "Steps are carried out on a staging environment.",
};

export const failureWords: Record<FailureMode, string> = {
  "step-change": "Step change",
  ramp: "Ramp",
  spike: "Spike",
  silence: "Silence",
  "nan-flood": "NaN flood",
  "slow-leak": "Slow leak",
  "one-slice": "One slice only",
};

export const drillSayings: Record<DrillState, Saying> = {
  running: { word: "Running", tone: "accent", shape: "play" },
  passed: { word: "Passed", tone: "good", shape: "check-disc" },
  failed: { word: "Failed", tone: "stop", shape: "stop" },
  cancelled: { word: "Cancelled", tone: "idle", shape: "skip" },
};

/** What is said of a release in lists while it goes back. */
export function goingBackSaying(state: RollbackState): Saying {
  return { word: state === "proposed" ? "Rollback proposed" : "Rolling back", tone: "stop", shape: "back" };
}

/** A length of time as a clock shows it: `4:07`, `1:02:30`, `3 d 4 h`. */
export function clockText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  const two = (value: number) => String(value).padStart(2, "0");
  const [days, hours, minutes] = [
    Math.floor(seconds / 86_400),
    Math.floor(seconds / 3_600),
    Math.floor(seconds / 60),
  ];
  if (days >= 2) return `${days} d ${hours % 24} h`;
  if (hours >= 1) return `${hours}:${two(minutes % 60)}:${two(seconds % 60)}`;
  return `${minutes}:${two(seconds % 60)}`;
}

/** As many digits as one compares at a glance; the whole value stands on the criteria page's verdicts. */
export function shortValue(value: string): string {
  return Number(value).toLocaleString("en", { maximumSignificantDigits: 4 });
}
