import { z } from "zod";
import { Digest, markdown, Slug } from "@/lib/platform/names";
import { BreakGlass } from "@/lib/releases/stage-schemas";

const expected = "expected a number from 0 to 100";
const Share = z
  .number({ error: () => expected })
  .min(0, { error: expected })
  .max(100, { error: expected });

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

export const stepStates = ["reached", "current", "next", "ahead", "left"] as const;
export type StepState = (typeof stepStates)[number];

const Refusal = z.strictObject({
  code: z.string(),
  message: z.string(),
  blockers: z.array(
    z.looseObject({ code: z.string(), message: z.string(), canBeClearedBy: z.array(Named.loose()) }),
  ),
});

export const ExposureAnswer = z.strictObject({
  stage: z.string().nullable(),
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
      at: z.string(),
    }),
  ),
});
export type ExposureAnswer = z.output<typeof ExposureAnswer>;
