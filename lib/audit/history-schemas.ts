import { z } from "zod";

const Named = z.strictObject({ name: z.string(), email: z.string() });
const Titled = z.strictObject({ key: z.string(), title: z.string() });
const Release = z.strictObject({ slug: z.string(), title: z.string() });
const range = {
  from: z.string(),
  to: z.string().nullable().describe("null: it holds still"),
};
const ended = z
  .enum(["time", "revoked"])
  .nullable()
  .describe(
    "Why it ended: what was signed stands where it ran out, and stopped counting where it was revoked",
  );

/** By way of what a role is held: a team or a rota; null: by name. */
const By = z.strictObject({ kind: z.enum(["team", "rota"]), ...Titled.shape }).nullable();

const isCut = z.boolean().describe("Only the newest are here");

/** Of a person: access, places and roles over time, as far as the reader may see the releases. */
export const PersonHistory = z.strictObject({
  person: z.strictObject({ id: z.string(), ...Named.shape }),
  access: z.array(z.strictObject({ level: z.string(), ...range })),
  teams: z.array(z.strictObject({ ...Titled.shape, lead: z.boolean(), ...range })),
  eligible: z
    .array(z.strictObject({ role: z.string(), by: By, ...range }))
    .describe("Roles that they could be given, and held where no release is asked about"),
  roles: z.array(z.strictObject({ role: z.string(), release: Release, by: By, ...range, ended })),
  isCut,
});
export type PersonHistory = z.infer<typeof PersonHistory>;

const Slot = z.strictObject({ roles: z.array(z.string()), count: z.number(), words: z.string() });
const Line = z.strictObject({
  slots: z.array(Slot),
  when: z.string().nullable().describe("null: always"),
});
const Table = Titled.nullable().describe("null: the organisation's own; else the template whose it is");

/** Of a role: who held it when, and what it decides. */
export const RoleHistory = z.strictObject({
  role: z.strictObject({ ...Titled.shape, since: z.string() }),
  eligible: z.array(z.strictObject({ person: Named, by: By, ...range })),
  held: z.array(z.strictObject({ person: Named, release: Release, by: By, ...range, ended })),
  rotas: z.array(z.strictObject({ release: Release, rota: Titled, ...range })),
  shifts: z
    .array(z.strictObject({ rota: Titled, person: Named, from: z.string(), to: z.string() }))
    .describe("Of the last 30 days, on rotas that have the role now"),
  decides: z.array(
    z.strictObject({
      decision: z.string(),
      title: z.string(),
      table: Table,
      ...Line.shape,
      since: z.string(),
      sinceVersion: z.number(),
    }),
  ),
  isCut,
});
export type RoleHistory = z.infer<typeof RoleHistory>;

const Now = z.strictObject({
  alone: z.array(Named).describe("Who may alone"),
  together: z
    .array(z.strictObject({ roles: z.array(z.string()), count: z.number(), whoMay: z.array(Named) }))
    .describe("Where nobody may alone: who could fill each place"),
  isPossible: z.boolean(),
});
export type RightNowAnswer = z.infer<typeof Now>;

/** Of a right: what granted it over time, who could use it now, and where the glass was broken for it. */
export const RightHistory = z.strictObject({
  decision: z.string(),
  title: z.string(),
  joint: z
    .enum(["each", "any"])
    .describe("Of several rows that hold: whether each is asked, or any suffices"),
  periods: z.array(
    z.strictObject({
      table: Table,
      versions: z.strictObject({ first: z.number(), last: z.number() }),
      ...range,
      rows: z.array(Line).describe("empty: it was nobody's"),
    }),
  ),
  organisation: Now.nullable().describe(
    "null: it is about releases alone, or depends on the rows' conditions",
  ),
  releases: z
    .array(z.strictObject({ release: Release, now: Now.nullable() }))
    .describe("Those in flight, the newest 20"),
  breakGlass: z.array(
    z.strictObject({
      id: z.string(),
      release: Release,
      by: Named,
      role: z.string(),
      reason: z.string(),
      at: z.string(),
      review: z.string().nullable().describe("What its review found; null: it was not reviewed yet"),
    }),
  ),
});
export type RightHistory = z.infer<typeof RightHistory>;
