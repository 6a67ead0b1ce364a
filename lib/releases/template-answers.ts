import { z } from "zod";

import { fields, oneOf } from "@/lib/platform/cross-checks";
import { TemplateInWords } from "./template-words";

export const templateMediaTypes = ["application/json", "application/yaml"] as const;

export const PublishTemplate = fields({
  /** The document as it was sent. */
  source: z.string().max(1024 * 1024, { error: "expected a document of at most 1 MiB" }),
  mediaType: oneOf(templateMediaTypes),
  /** Digest of the version that this was written from, or `noVersion`: refused where another is the latest. */
  ifMatch: z.string().max(200).optional(),
});

/** In place of a digest: there is no version yet. */
export const noVersion = "none";

const Warning = z.object({
  code: z.string(),
  path: z.string(),
  message: z.string(),
  decision: z.string().optional(),
  line: z.number().optional(),
  column: z.number().optional(),
});

export const PublishedTemplate = z.object({
  key: z.string(),
  version: z.number(),
  digest: z.string(),
  isNew: z.boolean().describe("false: the latest version reads just so"),
  warnings: z.array(Warning),
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

export const TemplateChange = z.object({
  area: z.string(),
  path: z.string(),
  change: z.enum(["added", "removed", "changed", "reordered"]),
  before: z.unknown().optional(),
  after: z.unknown().optional(),
  effect: z.enum(["tightening", "loosening"]).describe("loosening: no rule proves that it asks as much"),
  why: z.string().describe("The rule that proved it, or the field that no rule covers"),
});
export type TemplateChangeAnswer = z.output<typeof TemplateChange>;

export const TemplateDifference = z.object({
  key: z.string(),
  from: z.number(),
  to: z.number(),
  changes: z.array(TemplateChange),
});
export type TemplateDifference = z.output<typeof TemplateDifference>;

const Fault = z.object({
  path: z.string(),
  message: z.string(),
  expected: z.string().optional(),
  line: z.number(),
  column: z.number(),
});

export const TemplateCheck = z.object({
  valid: z.boolean(),
  faults: z.array(Fault),
  warnings: z.array(Warning),
  preview: TemplateInWords.nullable().describe("The template in words; null while it has faults"),
  latest: z
    .object({ version: z.number(), digest: z.string(), publishedBy: z.string(), publishedAt: z.string() })
    .nullable()
    .describe("The latest version of the template of that key"),
  changes: z.array(TemplateChange).describe("From the latest version to this document"),
  isNew: z.boolean().describe("false: the latest version reads just so"),
  publish: z
    .object({
      allowed: z.boolean(),
      reason: z.string(),
      whoMay: z.array(z.object({ name: z.string(), email: z.string() })),
      takes: z.array(z.string()).describe("The rows of the organisation's rights for it, in words"),
    })
    .describe("Whether the caller may publish it"),
});
export type TemplateCheck = z.output<typeof TemplateCheck>;
