import { z } from "zod";

import { fields, oneOf } from "@/lib/platform/cross-checks";

export const templateMediaTypes = ["application/json", "application/yaml"] as const;

export const PublishTemplate = fields({
  /** The document as it was sent. */
  source: z.string().max(1024 * 1024, { error: "expected a document of at most 1 MiB" }),
  mediaType: oneOf(templateMediaTypes),
});

export const PublishedTemplate = z.object({
  key: z.string(),
  version: z.number(),
  digest: z.string(),
  isNew: z.boolean().describe("false: the latest version reads just so"),
  warnings: z.array(
    z.object({ code: z.string(), path: z.string(), message: z.string(), decision: z.string().optional() }),
  ),
});

export const TemplateSummary = z.object({
  key: z.string(),
  version: z.number(),
  title: z.string(),
  digest: z.string(),
  isLatest: z.boolean(),
  publishedAt: z.string(),
  publishedBy: z.string(),
});
export type TemplateSummary = z.output<typeof TemplateSummary>;

export const TemplateHistory = z.object({
  key: z.string(),
  title: z.string(),
  latest: z.number(),
  versions: z.array(TemplateSummary),
});
export type TemplateHistory = z.output<typeof TemplateHistory>;

export const TemplateDetail = TemplateSummary.extend({
  mediaType: z.string().describe("In which it was sent"),
  document: z.record(z.string(), z.unknown()),
});
export type TemplateDetail = z.output<typeof TemplateDetail>;

export const TemplateDifference = z.object({
  key: z.string(),
  from: z.number(),
  to: z.number(),
  changes: z.array(
    z.object({
      area: z.string(),
      path: z.string(),
      change: z.enum(["added", "removed", "changed", "reordered"]),
      before: z.unknown().optional(),
      after: z.unknown().optional(),
    }),
  ),
});
export type TemplateDifference = z.output<typeof TemplateDifference>;
