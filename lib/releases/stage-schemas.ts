import { z } from "zod";
import { Key, markdown, Slug } from "@/lib/platform/names";

export const BreakGlass = z
  .boolean()
  .optional()
  .describe(
    "Alone, past what is unmet, where the template names who may; it takes a reason, and a review and a post-mortem follow",
  );

const place = { release: Slug, stage: Key };

export const AdvanceStage = z.strictObject({
  ...place,
  reason: markdown(4_000).optional(),
  breakGlass: BreakGlass,
});
export const SkipStage = z.strictObject({ ...place, reason: markdown(4_000) });
export const ReopenStage = z.strictObject({ ...place, reason: markdown(4_000) });

export const StageAnswer = z.object({
  stage: z.string().describe("the stage that is current now"),
  state: z.string(),
});
