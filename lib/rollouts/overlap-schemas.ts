import { z } from "zod";
import { Slug } from "@/lib/platform/names";

export const OverlapQuery = z.strictObject({
  release: Slug.optional().meta({ description: "Only those of this release" }),
});

const Soaking = z.strictObject({
  release: z.strictObject({ slug: z.string(), title: z.string() }),
  percent: z.number(),
  kind: z
    .enum(["running", "planned"])
    .describe("planned: at the soonest, if each step of the stage follows the one before at once"),
  from: z.string(),
  to: z.string().nullable().describe("null: something stops it"),
  criteria: z.array(z.string()),
});

export const SoakOverlapAnswer = z.strictObject({
  soaks: z.array(Soaking).describe("The two"),
  from: z.string(),
  to: z.string().nullable(),
  metrics: z.array(
    z.strictObject({
      metric: z.string(),
      isCommon: z
        .boolean()
        .describe("Some of its samples are of no release alone, so that both read the very same"),
    }),
  ),
});
export type SoakOverlapAnswer = z.output<typeof SoakOverlapAnswer>;

export const OverlapsAnswer = z.strictObject({ items: z.array(SoakOverlapAnswer), nextCursor: z.null() });
