import { z } from "zod";

import { Manifest } from "@/lib/bundles/schemas";
import { fields } from "@/lib/platform/cross-checks";
import { Key, Slug } from "@/lib/platform/names";

export const RegisterBundle = fields({
  component: Key,
  /** Where it was sent by way of a release. */
  release: Slug.optional(),
  manifest: Manifest,
});

const Named = z.object({ name: z.string(), email: z.string() });

export const RegisteredBundle = z.object({
  digest: z.string(),
  component: z.string(),
  version: z.string(),
  isNew: z.boolean().describe("false: the same manifest was registered before"),
  authors: z.array(Named),
  unknownAuthors: z.array(z.string()).describe("Addresses in the manifest that belong to nobody here"),
});

export const BundleSummary = z.object({
  digest: z.string(),
  component: z.string(),
  version: z.string(),
  kinds: z.array(z.string()),
  registeredAt: z.string(),
});
export type BundleSummary = z.output<typeof BundleSummary>;

const Registration = z.object({
  at: z.string(),
  by: z.string().describe("Name of the person or title of the machine"),
  byMachine: z.boolean(),
  authors: z.array(Named),
  unknownAuthors: z.array(z.string()),
});

export const BundleDetail = BundleSummary.extend({
  parts: z.record(z.string(), z.string()).describe("Digest of the artifacts of each kind"),
  manifest: z.record(z.string(), z.unknown()),
  notVerifiable: z.array(z.string()).describe("Artifacts that nobody here can hash"),
  registrations: z.array(Registration),
});
export type BundleDetail = z.output<typeof BundleDetail>;

const Change = z.object({
  path: z.string(),
  before: z.unknown().optional(),
  after: z.unknown().optional(),
});

export const BundleDifference = z.object({
  from: z.string(),
  to: z.string(),
  identical: z.boolean(),
  component: Change.nullable(),
  version: Change.nullable(),
  artifacts: z.array(
    z.object({
      kind: z.string(),
      name: z.string(),
      change: z.enum(["added", "removed", "changed", "unchanged"]),
      content: z.boolean().describe("Whether the content itself differs"),
      before: z.unknown().nullable(),
      after: z.unknown().nullable(),
      fields: z.array(Change),
    }),
  ),
  provenance: z.array(Change),
  environment: z.array(Change),
  replay: z.array(Change),
});
export type BundleDifference = z.output<typeof BundleDifference>;
