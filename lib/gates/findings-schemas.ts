import { z } from "zod";
import { crossChecked, listOf } from "@/lib/platform/cross-checks";
import { isEmail, isKey, Slug } from "@/lib/platform/names";
import { isZone } from "@/lib/platform/recurrence";
import { type HourOfWeek, readHour } from "@/lib/policy/hour-of-week";

const expected = "person: and an address, team: and the key of a team, or role: and the key of a role";

/** What can be taken away, to see what then cannot be decided. */
export const withoutKinds = ["person", "team", "role"] as const;
export type WithoutKind = (typeof withoutKinds)[number];
export interface Without {
  kind: WithoutKind;
  /** Address of a person, key of a team or role. */
  key: string;
}

/** Reads `person:ada@example.org`, `team:speech` or `role:security`; null where it is none. */
export function readWithout(text: string): Without | null {
  const kind = withoutKinds.find((each) => text.startsWith(`${each}:`));
  if (kind === undefined) return null;
  const key = text.slice(kind.length + 1);
  return (kind === "person" ? isEmail(key) : isKey(key)) ? { kind, key } : null;
}

export function withoutText({ kind, key }: Without): string {
  return `${kind}:${key}`;
}

/** So many can be taken away together. */
export const mostWithout = 20;

const WithoutText = z
  .string()
  .refine((text) => readWithout(text) !== null, { error: `expected ${expected}` })
  .meta({ description: `${expected}; given again for several`, examples: ["person:lead@example.org"] });

const OfRelease = Slug.meta({ description: "On this release alone" }).optional();
export const FindingsQuery = z.strictObject({ release: OfRelease });
const expectedHour = "a day and an hour of it, from Mon 00 to Sun 23";
const HourText = z
  .string()
  .refine((text) => readHour(text) !== null, { error: `expected ${expectedHour}` })
  .meta({
    description: `${expectedHour}: only who then holds a role is there, in each of the coming four weeks`,
    examples: ["Sun 03"],
  });
const Zone = z
  .string()
  .refine(isZone, { error: "expected an IANA time zone, for example Europe/Berlin" })
  .meta({ description: "Of the hour; absent: UTC", examples: ["Europe/Berlin"] });

/** The hour that a query names; null: none. */
export function readHourIn(text: string | undefined, zone = "UTC"): HourOfWeek | null {
  const hour = text === undefined ? null : readHour(text);
  return hour === null ? null : { ...hour, zone };
}

export const SimulationQuery = crossChecked(
  z.strictObject({
    without: listOf(WithoutText, { max: mostWithout }).optional(),
    hour: HourText.optional(),
    zone: Zone.optional(),
    release: OfRelease,
  }),
  ({ without = [], hour }) =>
    without.length > 0 || hour !== undefined
      ? []
      : [
          {
            path: ["without"],
            message: "nothing is taken away",
            expected: `${expected}; or an hour of the week as \`hour\``,
          },
        ],
);

const Person = z.strictObject({ name: z.string(), email: z.string() });

/** Half-open. */
const Times = z.strictObject({ from: z.string(), to: z.string() });

export const RightsFinding = z.strictObject({
  release: z
    .strictObject({ slug: z.string(), title: z.string() })
    .nullable()
    .describe("null: the organisation"),
  decision: z.string().describe("A decision of the rights, or acknowledge"),
  title: z.string(),
  about: z
    .array(
      z.strictObject({
        gate: z.string(),
        gateTitle: z.string(),
        requirement: z.string().nullable().describe("null: the gate's approval"),
        title: z.string(),
      }),
    )
    .describe("Where it is signed; empty: the release or the organisation as a whole"),
  when: z.string().nullable().describe("The condition under which it is asked so; null: always"),
  roles: z.array(z.string()).describe("Roles that could fill it"),
  hangsOn: z
    .array(Person)
    .describe("Whoever of these leaves alone, nobody could decide it; empty: nobody can"),
  at: z.array(Times).nullable().describe("When, in the hour that was taken away; null: none was"),
});
export type RightsFinding = z.output<typeof RightsFinding>;

const found = {
  impossible: z.array(RightsFinding),
  hangsOnOne: z.array(RightsFinding),
  counts: z
    .strictObject({ impossible: z.number(), hangsOnOne: z.number() })
    .describe("Of all, also of those beyond what is listed"),
  examined: z
    .strictObject({ releases: z.number(), decisions: z.number() })
    .describe(
      "Drafts and releases in flight that the caller sees, and what is asked of people there and in the organisation",
    ),
};

export const FindingsAnswer = z.strictObject(found);
export type FindingsAnswer = z.output<typeof FindingsAnswer>;
export const SimulationAnswer = z.strictObject({
  without: z.array(
    z.strictObject({
      kind: z.enum(withoutKinds),
      key: z.string(),
      title: z.string(),
      people: z.array(Person).describe("Who leaves; of a role, who holds it in its pool"),
    }),
  ),
  hour: z
    .strictObject({
      hour: z.string(),
      zone: z.string(),
      weeks: z
        .array(z.strictObject({ date: z.string(), times: z.array(Times) }))
        .describe("Its coming days; two hours where clocks go back in it, no times where they skip it"),
      shifts: z
        .array(
          z.strictObject({
            rota: z.strictObject({ key: z.string(), title: z.string() }),
            person: Person.nullable().describe("null: nobody is on shift"),
            ...Times.shape,
          }),
        )
        .describe("What is left of the rotas' shifts in it"),
    })
    .nullable(),
  ...found,
});
export type SimulationAnswer = z.output<typeof SimulationAnswer>;
