import { z } from "zod";
import { StatusRelease, StatusRollback } from "./schemas";

const moment = z.string().meta({ description: "RFC 3339, UTC" });
const Named = z.strictObject({ name: z.string(), email: z.string() });

export const WallRelease = z.strictObject({
  slug: z.string(),
  title: z.string(),
  health: StatusRelease.shape.health,
  stage: StatusRelease.shape.stage,
  target: z.string().nullable(),
  since: moment.nullable().meta({ description: "Since when the oldest of it waits; null: nothing does" }),
  waitsOn: z.strictObject({
    people: z.array(Named),
    what: z.enum(["decision", "advance", "pipeline", "other", "nobody"]).meta({
      description:
        "decision: of these people; advance: by the champion; pipeline: a check; other: time or another release; nobody",
    }),
  }),
});
export type WallRelease = z.output<typeof WallRelease>;

export const WallRollback = z.strictObject({
  ...StatusRollback.shape,
  decideBy: moment,
});
export type WallRollback = z.output<typeof WallRollback>;

/** What a screen in the room shows, as the reader sees it. */
export const WallAnswer = z.strictObject({
  asOf: moment,
  releases: z.array(WallRelease).meta({ description: "In flight, who waits longest first" }),
  hasMore: z.boolean(),
  rollbacks: z.array(WallRollback).meta({ description: "Under way" }),
  onCall: z.array(
    z.strictObject({
      rota: z.string().meta({ description: "Title" }),
      person: Named.nullable().meta({ description: "null: nobody is on shift" }),
      until: moment.nullable(),
    }),
  ),
  nextReview: z
    .strictObject({ id: z.string(), title: z.string(), start: moment, releases: z.array(z.string()) })
    .nullable()
    .meta({ description: "Within the next 14 days; null: none" }),
});
export type WallAnswer = z.output<typeof WallAnswer>;
