import { z } from "zod";
import { Share } from "@/lib/platform/cross-checks";
import { Digest, markdown, Slug } from "@/lib/platform/names";
import { BreakGlass } from "@/lib/releases/stage-schemas";
import { attemptStates, executorTypes } from "@/lib/rollbacks/model";
import { applyingStates } from "./applying";

const release = Slug;
const Reason = markdown(4_000);

export const IncreaseExposure = z.strictObject({
  release,
  percent: Share.describe("The next step of the current stage"),
  reason: Reason.optional(),
  breakGlass: BreakGlass,
});
export const PauseExposure = z.strictObject({
  release,
  percent: Share.optional().describe("Lowers the exposure to this share as well"),
  reason: Reason,
});
export const ResumeExposure = z.strictObject({ release, reason: Reason });
export const ApplyExposure = z.strictObject({ release, reason: Reason.optional() });
export const ConfirmExposure = z.strictObject({
  release,
  percent: Share.describe("What is set where traffic or users are divided"),
  bundleDigest: Digest.optional().describe("A candidate of the release; needed above 0"),
});

const Named = z.strictObject({ name: z.string(), email: z.string() });
const shares = {
  intended: z.number().describe("Decided last, in percent"),
  confirmed: z.number().describe("Observed last"),
};

/** What each of the acts answers. */
export const ExposureStands = z.strictObject({
  ...shares,
  isConfirmed: z.boolean().describe("What was decided last has been observed since"),
  isPaused: z.boolean(),
});
export type ExposureStands = z.output<typeof ExposureStands>;

export const ExposureApplying = z.strictObject({
  attempt: z.uuid().describe("The attempt that was begun"),
  percent: z.number().describe("What is to be set"),
});

export const stepStates = ["reached", "current", "next", "ahead", "left"] as const;
export type StepState = (typeof stepStates)[number];

const Refusal = z.strictObject({
  code: z.string(),
  message: z.string(),
  blockers: z.array(
    z.looseObject({ code: z.string(), message: z.string(), canBeClearedBy: z.array(Named.loose()) }),
  ),
});

const SetBy = z.strictObject({
  type: z.enum(executorTypes),
  target: z.string().nullable().describe("The host of a webhook, or the flag"),
  note: z.string().nullable().describe("Of what is set by hand: how"),
});
export type SetBy = z.output<typeof SetBy>;

const AppliedAttempt = z.strictObject({
  number: z.number(),
  percent: z.number(),
  executor: z.enum(executorTypes),
  state: z.enum(attemptStates),
  at: z.string().describe("From when on it may be taken"),
  takenAt: z.string().nullable(),
  endedAt: z.string().nullable(),
  by: z.string().nullable().describe("The machine that took it; null: the server, or nobody"),
  askedBy: z.string().nullable().describe("Who asked for it; null: it came with the decision, or by itself"),
  observed: z.number().nullable().describe("The share that is said to be set, where it was told"),
  exitCode: z.number().nullable(),
  note: z.string().nullable(),
  output: z.string().describe("What a script printed; of a long one its end"),
});
export type AppliedAttempt = z.output<typeof AppliedAttempt>;

const Applying = z.strictObject({
  percent: z.number().describe("What is to be set: decided last"),
  by: SetBy.nullable().describe("The executor of the stage in which it was decided; null: people"),
  state: z
    .enum(applyingStates)
    .describe(
      "none: nobody was asked; waiting, held-back (until exposure may grow), retrying and under-way go on by themselves; unsettled: done while an older one is under way; applied, or confirmed by somebody; differs: done, and another share is seen; failed: it waits for people",
    ),
  nextAt: z.string().nullable().describe("When it is tried again by itself"),
  attempts: z.array(AppliedAttempt).describe("The latest first"),
  earlier: z
    .array(AppliedAttempt)
    .describe("At what was decided before, under way or ended since: never counted as observed"),
});
export type Applying = z.output<typeof Applying>;

/** In a reader's inbox: what an executor could not set. */
export const UnappliedExposure = z.strictObject({
  release: z.strictObject({ slug: z.string(), title: z.string() }),
  percent: z.number().describe("What is to be set: decided last"),
  confirmed: z.number().describe("Observed last"),
  state: z.enum(["failed", "differs"]),
  by: SetBy.nullable(),
  note: z.string().nullable().describe("How the last attempt ended"),
  since: z.string(),
});
export type UnappliedExposure = z.output<typeof UnappliedExposure>;

export const ExposureAnswer = z.strictObject({
  stage: z.string().nullable(),
  setBy: SetBy.nullable().describe("What sets exposure that is decided in this stage; null: people do"),
  applying: Applying.nullable().describe(
    "How far setting what was decided last is; null: nothing asks for it",
  ),
  ...shares,
  most: z.number().describe("The most that users can be exposed to: observed last, or decided since"),
  isConfirmed: z.boolean(),
  ladder: z.array(
    z.strictObject({
      stage: z.string(),
      title: z.string(),
      steps: z.array(z.strictObject({ percent: z.number(), soak: z.string(), state: z.enum(stepStates) })),
    }),
  ),
  soak: z
    .strictObject({
      percent: z.number(),
      soak: z.string(),
      since: z.string().nullable().describe("Since when it counts; null: it does not"),
      lastedMs: z.number(),
      leftMs: z.number(),
      metAt: z.string().nullable().describe("When it was met, or will be if nothing comes between"),
      isMet: z.boolean(),
      stoppedBy: z.string().nullable(),
    })
    .nullable()
    .describe("Of the present step; null at 0"),
  pause: z.strictObject({ reason: z.string(), by: Named.nullable(), at: z.string() }).nullable(),
  next: z
    .strictObject({ percent: z.number(), refusal: Refusal.nullable() })
    .nullable()
    .describe("The next step of the current stage, with what stands against it; null: there is none"),
  changes: z.array(
    z.strictObject({
      kind: z.enum(["intended", "confirmed"]),
      stage: z.string(),
      percent: z.number(),
      reason: z.string().nullable(),
      by: z.string().nullable().describe("A person or a machine; null: the worker"),
      executor: z.enum(executorTypes).nullable().describe("What set it, where an executor confirmed it"),
      at: z.string(),
    }),
  ),
});
export type ExposureAnswer = z.output<typeof ExposureAnswer>;
