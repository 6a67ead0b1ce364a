import { z } from "zod";
import { obligationKinds } from "@/lib/gates/obligations";
import { WaitsAnswer } from "@/lib/gates/schemas";
import { SpeedGap } from "@/lib/gates/speed-gaps-schemas";
import { fields } from "@/lib/platform/cross-checks";
import { Key } from "@/lib/platform/names";
import { isZone } from "@/lib/platform/recurrence";
import { decisions } from "@/lib/policy/model";
import { speedyDecisions } from "@/lib/policy/decision-gaps";

export const turnsAsked = ["running", "next"] as const;

export const HandOverQuery = z.strictObject({
  shift: z.enum(turnsAsked).optional().meta({
    description: "Absent: the caller's own; else the running one until its last quarter, then the next",
  }),
  zone: z
    .string()
    .max(64)
    .default("UTC")
    .refine(isZone, { error: "expected an IANA time zone such as Europe/Berlin" }),
});

export const AcknowledgeHandOver = fields({ key: Key });

const Person = z.strictObject({ name: z.string(), email: z.string() });
const Release = z.strictObject({ slug: z.string(), title: z.string() });
const Turn = z.strictObject({ person: Person, from: z.string(), to: z.string() });

export const HandOverAnswer = z.strictObject({
  rota: z.strictObject({ key: z.string(), title: z.string(), zone: z.string() }),
  shift: Turn.nullable().describe("That the brief is for; null: nobody comes on shift in five weeks"),
  isRunning: z.boolean(),
  before: Turn.nullable().describe("Who was on shift before it"),
  after: Turn.nullable().describe("Who comes after it"),
  acknowledgedAt: z.string().nullable().describe("When whoever is on shift said that they read it"),
  mayAcknowledge: z.boolean().describe("The caller is on shift, and has not yet"),
  releases: z
    .array(z.strictObject({ ...Release.shape, roles: z.array(z.string()), exposurePercent: z.number() }))
    .describe("In flight, whose roles the rota fills, that the caller sees"),
  rollbacks: z.array(
    z.strictObject({
      id: z.string(),
      release: Release,
      isDrill: z.boolean(),
      severity: z.string(),
      state: z.string(),
      reason: z.string(),
      since: z.string(),
      decideBy: z.string().nullable().describe("null: it is decided"),
    }),
  ),
  breaches: z.array(
    z.strictObject({ release: Release, criterion: z.string(), severity: z.string(), since: z.string() }),
  ),
  holds: z.array(
    z.strictObject({
      release: Release.nullable().describe("null: the whole organisation"),
      component: z.string().nullable(),
      reason: z.string(),
      since: z.string(),
    }),
  ),
  decisions: z
    .array(
      z.strictObject({
        id: z.string(),
        decision: z.enum(decisions),
        release: Release,
        expiresAt: z.string(),
      }),
    )
    .describe("Of several people, that are not complete"),
  waiting: z
    .array(
      z.strictObject({
        release: Release,
        gate: z.strictObject({ key: z.string(), title: z.string() }),
        requirement: z
          .strictObject({ key: z.string(), title: z.string() })
          .nullable()
          .describe("null: the gate's approval"),
        kind: z.enum(["sign", "acknowledge", "look-again"]),
        role: z.string(),
        status: z.string(),
        since: z.string(),
        clock: WaitsAnswer.nullable().describe(
          "How long it has waited for the role; null: it waits for none, what ran out is given anew",
        ),
        dueAt: z.string().nullable(),
        isOverdue: z.boolean(),
      }),
    )
    .describe(
      "Signatures, approvals and acknowledgements, open now, that wait in the rota's roles for whoever has the shift; overdue first, then the longest wait",
    ),
  deadlines: z
    .array(
      z.strictObject({
        release: Release,
        kind: z.enum([...obligationKinds, "evidence", "waiver"]),
        title: z.string(),
        gate: z.string().nullable().describe("Of a waiver"),
        dueAt: z.string(),
        waitingOn: z.array(Person),
      }),
    )
    .describe(
      "What is owed, and waivers that run out, before the shift ends; and all that waits for whoever has it",
    ),
  unread: z
    .number()
    .describe(
      "Releases on which something may wait, beyond those that are looked at: 25, the most exposed first",
    ),
  freezes: z.array(
    z.strictObject({
      title: z.string(),
      component: z.string().nullable(),
      from: z.string(),
      until: z.string(),
    }),
  ),
  reviews: z.array(z.strictObject({ id: z.string(), title: z.string(), start: z.string() })),
  rights: z
    .array(
      z.strictObject({
        decision: z.enum(speedyDecisions),
        people: z.array(z.strictObject({ ...Person.shape, roles: z.array(z.string()) })),
        releases: z.array(Release),
      }),
    )
    .describe("Who holds which right at the beginning of the shift, or now once it runs"),
  gaps: z.array(SpeedGap).describe("In the coming two weeks, on these releases"),
});
export type HandOverAnswer = z.output<typeof HandOverAnswer>;

export const AcknowledgedAnswer = z.strictObject({ key: z.string(), shift: Turn });
