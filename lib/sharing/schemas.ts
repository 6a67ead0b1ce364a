import { z } from "zod";
import { fields } from "@/lib/platform/cross-checks";
import { Limit } from "@/lib/platform/moments";
import { Key, Slug } from "@/lib/platform/names";
import { healths } from "./health-rules";
import { mostDays, shareScopes } from "./model";

/** Of a release, of a component, or of the whole status page where neither is named. */
export const MakeShareLink = fields({
  release: Slug.optional(),
  component: Key.optional(),
  /** Whether people are named in it. */
  names: z.boolean({ error: () => "expected true or false" }).default(false),
  expiresAt: Limit.meta({ description: `A day or a time, at most ${mostDays} days ahead` }),
}).refine(({ release, component }) => release === undefined || component === undefined, {
  error: "release and component stand together; expected one of them, or neither for the whole status page",
  path: ["component"],
});

export const RevokeShareLink = fields({ id: z.string().max(64) });

const moment = z.string().meta({ description: "RFC 3339, UTC" });
const Named = z.strictObject({ name: z.string(), email: z.string() });

export const ShareLinkMade = z.strictObject({
  id: z.string(),
  url: z.string().meta({ description: "Shown this once" }),
  expiresAt: moment,
});

export const ShareLinkAnswer = z.strictObject({
  id: z.string(),
  hint: z.string().meta({ description: "How its secret begins" }),
  scope: z.enum(shareScopes),
  release: z
    .strictObject({ slug: z.string(), title: z.string() })
    .nullable()
    .meta({ description: "null: of none, or of one that the caller does not see" }),
  component: z.strictObject({ key: z.string(), title: z.string() }).nullable(),
  names: z.boolean().meta({ description: "Whether people are named in it" }),
  madeBy: Named,
  madeAt: moment,
  expiresAt: moment,
  state: z.enum(["open", "expired", "revoked", "account-ended", "rests"]).meta({
    description:
      "rests: whoever made it may not make it any more, so it opens to nobody unless they may again",
  }),
  ended: z.strictObject({ by: Named.nullable(), at: moment }).nullable(),
  opened: z
    .strictObject({ times: z.number(), lastAt: moment })
    .nullable()
    .meta({ description: "null: never" }),
});
export type ShareLinkAnswer = z.output<typeof ShareLinkAnswer>;

const StageShown = z.strictObject({
  title: z.string(),
  status: z.enum(["passed", "skipped", "current", "upcoming"]),
});
const Health = z.enum(healths);
const day = z.string().nullable().meta({ description: "A day; null: none is planned" });

const rollbackShown = {
  severity: z.string(),
  state: z.string(),
  breachedAt: moment.nullable(),
  proposedAt: moment,
  decidedAt: moment.nullable(),
  executedAt: moment.nullable(),
  stableAt: moment.nullable(),
  endedAt: moment.nullable(),
};
const breachShown = {
  /** breach, or withheld: no data came. */
  kind: z.enum(["breach", "withheld"]),
  severity: z.string(),
  openedAt: moment,
  closedAt: moment.nullable(),
  closure: z.string().nullable(),
};
const ReleaseNamed = z.strictObject({ slug: z.string(), title: z.string() });

export const StatusRollback = z.strictObject({
  id: z.string(),
  release: ReleaseNamed,
  components: z.array(z.string()),
  ...rollbackShown,
  updates: z.array(z.strictObject({ text: z.string(), by: Named, at: moment })),
});
export type StatusRollback = z.output<typeof StatusRollback>;

export const StatusBreach = z.strictObject({
  id: z.string(),
  release: ReleaseNamed,
  components: z.array(z.string()),
  criterion: z.string(),
  ...breachShown,
});
export type StatusBreach = z.output<typeof StatusBreach>;

export const StatusRelease = z.strictObject({
  slug: z.string(),
  title: z.string(),
  components: z.array(z.string()).meta({ description: "Keys" }),
  health: Health,
  stage: z
    .strictObject({ title: z.string(), number: z.number(), of: z.number() })
    .nullable()
    .meta({ description: "null: it has not begun, or has ended" }),
  stages: z.array(StageShown),
  exposurePercent: z.number(),
  target: day,
  champion: Named.nullable(),
  isRefreshing: z.boolean().meta({ description: "Shown as last computed, a moment ago" }),
});
export type StatusRelease = z.output<typeof StatusRelease>;

/** Where everything is, as one reader sees it. */
export const StatusBoard = z.strictObject({
  asOf: moment,
  components: z.array(z.strictObject({ key: z.string(), title: z.string() })),
  releases: z.array(StatusRelease),
  hasMore: z.boolean().meta({ description: "There are more releases in flight than are listed" }),
  rollbacks: z.array(StatusRollback).meta({ description: "Under way" }),
  ended: z.array(StatusRollback).meta({ description: "Over, proposed within the last 14 days" }),
  breaches: z
    .array(StatusBreach)
    .meta({ description: "Of the last 14 days, without those that a rollback was about" }),
});
export type StatusBoard = z.output<typeof StatusBoard>;

const UpdateShared = z.strictObject({ text: z.string(), by: z.string().nullable(), at: moment });
const RollbackShared = z.strictObject({
  release: z.string(),
  ...rollbackShown,
  updates: z.array(UpdateShared),
});

/** What a share link shows: no address, no reason, no digest, and people only where its maker said so. */
export const SharedStatus = z.strictObject({
  scope: z.enum(shareScopes),
  title: z.string().nullable().meta({ description: "Of the release or component; null: the whole status" }),
  asOf: moment,
  expiresAt: moment,
  names: z.boolean(),
  releases: z.array(
    z.strictObject({
      title: z.string(),
      components: z.array(z.string()).meta({ description: "Titles" }),
      health: Health,
      stage: StatusRelease.shape.stage,
      stages: z.array(StageShown),
      exposurePercent: z.number(),
      target: day,
      champion: z.string().nullable(),
    }),
  ),
  hasMore: z.boolean(),
  rollbacks: z.array(RollbackShared),
  ended: z.array(RollbackShared),
  breaches: z.array(z.strictObject({ release: z.string(), ...breachShown })),
});
export type SharedStatus = z.output<typeof SharedStatus>;
