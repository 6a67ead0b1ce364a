import { z } from "zod";
import { isZone } from "@/lib/platform/recurrence";
import { Slug } from "@/lib/platform/names";
import { speedyDecisions } from "@/lib/policy/decision-gaps";

export const SpeedGapsQuery = z.strictObject({
  release: Slug.optional().meta({ description: "Absent: every release in flight that the caller sees" }),
  zone: z
    .string()
    .max(64)
    .default("UTC")
    .refine(isZone, { error: "expected an IANA time zone such as Europe/Berlin" })
    .meta({
      description:
        "In which times are told, unless a zone of a rota that fills a role tells them in fewer sentences",
    }),
});

export const SpeedGap = z.strictObject({
  decision: z.enum(speedyDecisions),
  when: z.string().nullable().describe("The condition under which it is asked so; null: always"),
  sentence: z.string(),
  roles: z.array(z.string()).describe("Roles that could take it"),
  releases: z.array(z.strictObject({ slug: z.string(), title: z.string() })).describe("On which it is so"),
  zone: z.string().describe("In which the sentence tells times"),
  times: z.array(z.strictObject({ from: z.string(), to: z.string() })),
});
export type SpeedGap = z.output<typeof SpeedGap>;

export const SpeedGapsAnswer = z.strictObject({
  from: z.string(),
  to: z.string(),
  releases: z.number().describe("In flight, that were looked at"),
  items: z.array(SpeedGap).describe("What begins first before the others"),
  nextCursor: z.null(),
});
export type SpeedGapsAnswer = z.output<typeof SpeedGapsAnswer>;
