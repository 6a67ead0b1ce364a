import { z } from "zod";
import { listOf } from "@/lib/platform/cross-checks";
import { isEmail, isKey, Slug } from "@/lib/platform/names";

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
export const SimulationQuery = z.strictObject({
  without: listOf(WithoutText, { min: 1, max: mostWithout }),
  release: OfRelease,
});

const Person = z.strictObject({ name: z.string(), email: z.string() });

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
  ...found,
});
export type SimulationAnswer = z.output<typeof SimulationAnswer>;
