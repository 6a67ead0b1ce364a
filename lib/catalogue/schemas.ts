import { z } from "zod";

import { fields, listOf, oneOf, wholeNumber } from "@/lib/platform/cross-checks";
import { Digest, Key, line, markdown } from "@/lib/platform/names";
import { Expected } from "@/lib/platform/overtaken";
import { componentKinds } from "./model";

/** What is live of a component, named by hand. */
export const LiveNamed = fields({ digest: Digest, reason: markdown(4_000) });

const record = {
  title: line(200),
  kind: oneOf(componentKinds),
  tier: wholeNumber(1, 4).default(3),
  owner: Key,
  dependsOn: listOf(Key, { max: 100 }).default([]),
  live: LiveNamed.optional(),
};

/** PUT of a component; also what the register of a new one holds beside its key. */
export const ComponentBody = fields(record);
export const RegisterComponent = fields({ key: Key, ...record });
export const ChangeComponent = fields({ key: Key, ...record, expected: Expected });
/** Body of pausing and of resuming. */
export const PauseBody = fields({ reason: markdown(4_000) });
export const PauseComponent = fields({ key: Key, reason: markdown(4_000) });
export const ResumeComponent = fields({ key: Key, reason: markdown(4_000) });
export const NameLive = fields({ key: Key, digest: Digest, reason: markdown(4_000) });

export const ComponentAnswer = z.object({
  key: z.string(),
  title: z.string(),
  kind: z.enum(componentKinds),
  tier: z.number(),
  owner: z.string().describe("Key of the owning team"),
  dependsOn: z.array(z.string()),
  live: z.string().nullable().describe("Digest of the bundle that users are served"),
});
export type ComponentAnswer = z.output<typeof ComponentAnswer>;

export const ComponentDetail = ComponentAnswer.extend({
  ownerTitle: z.string(),
  /** Components that depend on it. */
  dependents: z.array(z.string()),
  liveSince: z.string().nullable(),
  changedAt: z.string(),
  bundles: z.number().describe("How many are registered"),
  paused: z
    .object({ reason: z.string(), by: z.string(), at: z.string() })
    .nullable()
    .describe("Nothing of its releases advances, and no exposure grows; null: it goes on"),
});
export type ComponentDetail = z.output<typeof ComponentDetail>;

export const LiveAnswer = z.strictObject({
  digest: z.string(),
  version: z.string().nullable(),
  release: z.string().nullable().describe("Slug of the release that brought it; null: named by hand"),
  from: z.string(),
  to: z.string().nullable(),
});
export type LiveAnswer = z.output<typeof LiveAnswer>;

export const PauseAnswer = z.strictObject({
  key: z.string(),
  paused: z.strictObject({ id: z.string(), reason: z.string() }).nullable(),
});

const ReleaseInFlight = z.strictObject({
  slug: z.string(),
  title: z.string(),
  state: z.enum(["draft", "active"]),
  stage: z.string().nullable(),
  exposurePercent: z.number(),
});
export type ReleaseInFlight = z.output<typeof ReleaseInFlight>;

export const BlastRadius = z.strictObject({
  releases: z.array(ReleaseInFlight).describe("In flight on it; a pause stops them"),
  dependents: z
    .array(
      z.strictObject({
        key: z.string(),
        title: z.string(),
        through: z
          .string()
          .describe("What it depends on directly: this component, or one that depends on it"),
        releases: z.array(ReleaseInFlight),
      }),
    )
    .describe(
      "Components that depend on it, directly or through others; a pause does not stop their releases",
    ),
});
export type BlastRadius = z.output<typeof BlastRadius>;

export const Touched = z.strictObject({
  components: z.array(z.strictObject({ key: z.string(), title: z.string() })),
  dependents: z
    .array(
      z.strictObject({
        key: z.string(),
        title: z.string(),
        through: z.string().describe("What it depends on directly: one of them, or one that depends on them"),
      }),
    )
    .describe("What depends on them, directly or through others, the nearest first"),
});
export type Touched = z.output<typeof Touched>;

/** So many steps away a component's page looks. */
export const nearDepth = 2;

export const DependencyQuery = fields({
  component: Key.optional().meta({ description: "Only what is near this component; absent: all" }),
  depth: z.coerce
    .number()
    .int()
    .min(1)
    .max(20)
    .default(nearDepth)
    .meta({ description: "So many steps away on either side; only with `component`" }),
});

export const GraphComponent = z.strictObject({
  key: z.string(),
  title: z.string(),
  kind: z.enum(componentKinds),
  tier: z.number(),
  owner: z.string().describe("Key of the owning team"),
  dependsOn: z.array(z.string()),
  live: z.string().nullable().describe("Digest of the bundle that users are served"),
  isPaused: z.boolean(),
  releases: z.array(ReleaseInFlight).describe("In flight on it, of those that the caller sees"),
});
export type GraphComponent = z.output<typeof GraphComponent>;

export const NearComponent = GraphComponent.extend({
  relation: z
    .enum(["itself", "used", "user", "both"])
    .describe("used: what was asked for depends on it; user: it depends on that"),
  steps: z.number().describe("How many dependencies lie between; 0: itself"),
});
export type NearComponent = z.output<typeof NearComponent>;

export const DependencyAnswer = z.strictObject({
  items: z.array(
    GraphComponent.extend({
      relation: NearComponent.shape.relation.nullable().describe("null: asked of no component"),
      steps: z.number().nullable(),
    }),
  ),
  nextCursor: z.null(),
});
