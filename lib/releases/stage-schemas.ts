import { z } from "zod";
import { Key, markdown, Slug } from "@/lib/platform/names";

const place = { release: Slug, stage: Key };

export const AdvanceStage = z.strictObject({ ...place, reason: markdown(4_000).optional() });
export const SkipStage = z.strictObject({ ...place, reason: markdown(4_000) });
export const ReopenStage = z.strictObject({ ...place, reason: markdown(4_000) });

export const StageAnswer = z.object({
  stage: z.string().describe("the stage that is current now"),
  state: z.string(),
});
