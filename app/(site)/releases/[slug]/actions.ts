"use server";

import type { z } from "zod";
import { readRoleValue } from "@/components/gates/signable";
import { roleWords, voteWords } from "@/components/gates/status";
import type { Outcome } from "@/components/ui/outcome";
import { acknowledgeRequirement } from "@/lib/gates/acknowledge-requirement";
import { answerConcern } from "@/lib/gates/answer-concern";
import { castVote } from "@/lib/gates/cast-vote";
import { dismissWork } from "@/lib/gates/dismiss-work";
import { dropObligation } from "@/lib/gates/drop-obligation";
import { liftVeto } from "@/lib/gates/lift-veto";
import { meetObligation } from "@/lib/gates/meet-obligation";
import { raiseConcern } from "@/lib/gates/raise-concern";
import { reviewBreakGlass } from "@/lib/gates/review-break-glass";
import type { ReviewBreakGlass } from "@/lib/gates/schemas";
import { waiveRequirement } from "@/lib/gates/waive-requirement";
import type { VoteKind } from "@/lib/gates/model";
import { advanceStage } from "@/lib/releases/advance-stage";
import { cancelRelease } from "@/lib/releases/cancel-release";
import { changeDates } from "@/lib/releases/change-dates";
import { completeRelease } from "@/lib/releases/complete-release";
import { liftHold } from "@/lib/releases/lift-hold";
import { migrateRelease } from "@/lib/releases/migrate-release";
import { placeHold } from "@/lib/releases/place-hold";
import { reopenStage } from "@/lib/releases/reopen-stage";
import { skipStage } from "@/lib/releases/skip-stage";
import { startRelease } from "@/lib/releases/start-release";
import { conditionsIn } from "../../_lib/conditions";
import { overrideFreeze } from "@/lib/rollouts/override-freeze";
import { runCommand, textOf } from "../../_lib/run";

// What the form sends is checked by the command's own schema; a missing field is refused there, by its name.
const need = (form: FormData, name: string): string => textOf(form, name) ?? "";

/** Set by the form of its own sheet alone. */
const glassIn = (form: FormData) => (textOf(form, "breakGlass") === "true" ? { breakGlass: true } : {});

export async function castVoteOn(_before: Outcome, form: FormData): Promise<Outcome> {
  const vote = need(form, "vote") as VoteKind;
  const { role, onBehalfOf } = readRoleValue(need(form, "role"));
  return runCommand(
    castVote,
    {
      release: need(form, "release"),
      gate: need(form, "gate"),
      requirement: textOf(form, "requirement"),
      role,
      onBehalfOf,
      vote,
      reason: textOf(form, "reason"),
      subjectDigest: need(form, "subjectDigest"),
      ...(vote === "approve" && { conditions: conditionsIn(form) }),
    },
    ({ gate, obligations }) =>
      `Recorded: you ${voteWords[vote]} as ${roleWords(role)}${obligations.length === 0 ? "" : ", under a condition"}. The gate is ${gate.status}.`,
    form,
  );
}

export async function acknowledge(_before: Outcome, form: FormData): Promise<Outcome> {
  const { role, onBehalfOf } = readRoleValue(need(form, "role"));
  return runCommand(
    acknowledgeRequirement,
    {
      release: need(form, "release"),
      gate: need(form, "gate"),
      requirement: need(form, "requirement"),
      role,
      onBehalfOf,
      subjectDigest: need(form, "subjectDigest"),
    },
    ({ gate }) => `Recorded: you acknowledged as ${roleWords(role)}. The gate is ${gate.status}.`,
    form,
  );
}

export async function liftVetoOn(_before: Outcome, form: FormData): Promise<Outcome> {
  return runCommand(
    liftVeto,
    {
      release: need(form, "release"),
      gate: need(form, "gate"),
      vote: need(form, "vote"),
      reason: need(form, "reason"),
      exitCondition: textOf(form, "exitCondition"),
    },
    () => "Recorded: the veto is lifted.",
    form,
  );
}

export async function dismissWorkOn(_before: Outcome, form: FormData): Promise<Outcome> {
  return runCommand(
    dismissWork,
    {
      release: need(form, "release"),
      gate: need(form, "gate"),
      vote: need(form, "vote"),
      reason: need(form, "reason"),
    },
    () => "Recorded: the request for work is dismissed.",
    form,
  );
}

export async function waive(_before: Outcome, form: FormData): Promise<Outcome> {
  const until = need(form, "expiresAt");
  return runCommand(
    waiveRequirement,
    {
      release: need(form, "release"),
      gate: need(form, "gate"),
      requirement: need(form, "requirement"),
      reason: need(form, "reason"),
      expiresAt: /^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(until) ? `${until}:00Z` : until,
      owner: need(form, "owner"),
    },
    () => "Recorded: the requirement is waived until then.",
    form,
  );
}

export async function planDates(_before: Outcome, form: FormData): Promise<Outcome> {
  const days = [...form.entries()].flatMap(([name, value]): [string, string][] =>
    name.startsWith("stage-") && typeof value === "string" && value !== "" ? [[name.slice(6), value]] : [],
  );
  const outcome = await runCommand(
    changeDates,
    {
      release: need(form, "release"),
      ifMatch: textOf(form, "ifMatch"),
      targetDate: textOf(form, "targetDate") ?? null,
      stages: Object.fromEntries(days),
    },
    () => "Recorded: what is due moves with these days.",
    form,
  );
  return outcome.kind === "refused"
    ? {
        ...outcome,
        faults: outcome.faults.map((fault) => ({
          ...fault,
          path: fault.path.replace(/^\/stages\//, "/stage-"),
        })),
      }
    : outcome;
}

export async function raiseConcernOn(_before: Outcome, form: FormData): Promise<Outcome> {
  return runCommand(
    raiseConcern,
    { release: need(form, "release"), text: need(form, "text") },
    () => "Recorded: the concern stands until somebody answers it.",
    form,
  );
}

export async function answerConcernOn(_before: Outcome, form: FormData): Promise<Outcome> {
  return runCommand(
    answerConcern,
    { release: need(form, "release"), concern: need(form, "concern"), text: need(form, "text") },
    ({ isTakenBack }) => (isTakenBack ? "Recorded: you took it back." : "Recorded: the concern is answered."),
    form,
  );
}

export async function meetObligationOn(_before: Outcome, form: FormData): Promise<Outcome> {
  return runCommand(
    meetObligation,
    { release: need(form, "release"), obligation: need(form, "obligation"), text: need(form, "text") },
    () => "Recorded: the obligation is met.",
    form,
  );
}

export async function dropObligationOn(_before: Outcome, form: FormData): Promise<Outcome> {
  return runCommand(
    dropObligation,
    { release: need(form, "release"), obligation: need(form, "obligation"), reason: need(form, "reason") },
    () => "Recorded: the condition is dropped.",
    form,
  );
}

export async function reviewBreakGlassOn(_before: Outcome, form: FormData): Promise<Outcome> {
  return runCommand(
    reviewBreakGlass,
    {
      release: need(form, "release"),
      obligation: need(form, "obligation"),
      outcome: need(form, "outcome") as z.input<typeof ReviewBreakGlass>["outcome"],
      text: need(form, "text"),
    },
    ({ outcome }) => `Recorded: breaking the glass was ${outcome === "justified" ? "" : "not "}justified.`,
    form,
  );
}

export async function start(_before: Outcome, form: FormData): Promise<Outcome> {
  return runCommand(startRelease, { release: need(form, "release") }, () => "The release has started.", form);
}

export async function advance(_before: Outcome, form: FormData): Promise<Outcome> {
  return runCommand(
    advanceStage,
    {
      release: need(form, "release"),
      stage: need(form, "stage"),
      reason: textOf(form, "reason"),
      ...glassIn(form),
    },
    ({ stage }) => `The stage is now ${stage}.`,
    form,
  );
}

export async function placeHoldOn(_before: Outcome, form: FormData): Promise<Outcome> {
  return runCommand(
    placeHold,
    { release: need(form, "release"), reason: need(form, "reason") },
    () => "The release is on hold.",
    form,
  );
}

export async function lift(_before: Outcome, form: FormData): Promise<Outcome> {
  return runCommand(
    liftHold,
    {
      release: need(form, "release"),
      hold: need(form, "hold"),
      reason: need(form, "reason"),
      ...glassIn(form),
    },
    () => "The hold is lifted.",
    form,
  );
}

export async function migrate(_before: Outcome, form: FormData): Promise<Outcome> {
  const rightsVersion = textOf(form, "rightsVersion") === "current" ? ("current" as const) : undefined;
  return runCommand(
    migrateRelease,
    {
      release: need(form, "release"),
      templateVersion: Number(need(form, "templateVersion")),
      rightsVersion,
      reason: need(form, "reason"),
    },
    ({ template }) => `The release follows version ${template.to} of its template from now on.`,
    form,
  );
}

export async function overrideFreezeOn(_before: Outcome, form: FormData): Promise<Outcome> {
  const [freeze = "", occurrence] = need(form, "freeze").split(" ");
  return runCommand(
    overrideFreeze,
    { release: need(form, "release"), freeze, occurrence, reason: need(form, "reason") },
    () => "Recorded: the release may pass this freeze.",
    form,
  );
}

export async function complete(_before: Outcome, form: FormData): Promise<Outcome> {
  return runCommand(
    completeRelease,
    { release: need(form, "release"), outcome: "completed", reason: textOf(form, "reason") },
    () => "The release is completed; its candidates are live.",
    form,
  );
}

// The command takes no reason from those who send none; a page asks for one.
export async function cancel(_before: Outcome, form: FormData): Promise<Outcome> {
  return runCommand(
    cancelRelease,
    { release: need(form, "release"), reason: need(form, "reason") },
    () => "The release is cancelled.",
    form,
  );
}

export async function skip(_before: Outcome, form: FormData): Promise<Outcome> {
  return runCommand(
    skipStage,
    { release: need(form, "release"), stage: need(form, "stage"), reason: need(form, "reason") },
    ({ stage }) => `Recorded as skipped. The stage is now ${stage}.`,
    form,
  );
}

export async function reopen(_before: Outcome, form: FormData): Promise<Outcome> {
  return runCommand(
    reopenStage,
    { release: need(form, "release"), stage: need(form, "stage"), reason: need(form, "reason") },
    ({ stage }) => `The stage ${stage} is open again.`,
    form,
  );
}
