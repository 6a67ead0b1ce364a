import { z } from "zod";
import { entryKindNames } from "@/lib/audit/entry-kinds";
import { fields, listOf, oneOf } from "@/lib/platform/cross-checks";
import { Key, line, Slug, WebAddress } from "@/lib/platform/names";
import { deliveryChannels, deliveryStates, schemes } from "./delivery-model";
import { forms } from "./posted-event";

export const FilterDocument = fields({
  kinds: listOf(oneOf(entryKindNames), { min: 1, max: entryKindNames.length }).optional(),
  releases: listOf(Slug, { min: 1, max: 100 }).optional(),
  components: listOf(Key, { min: 1, max: 100 }).optional(),
}).meta({ description: "All of it has to fit; what is absent is everything. Restricted releases never are" });
export type FilterDocument = z.output<typeof FilterDocument>;

export const CreateEndpoint = fields({
  title: line(120),
  url: WebAddress,
  form: oneOf(forms).default("json").meta({
    description:
      "json: type, timestamp, data; cloudevents: CloudEvents 1.0 in structured mode; cdevents: CDEvents, of what fits, bound to CloudEvents",
  }),
  scheme: oneOf(schemes)
    .default("hmac")
    .meta({ description: "How it is signed: v1 or v1a of Standard Webhooks" }),
  filter: FilterDocument.default({}),
});

const Id = z.uuid({ error: () => "expected the id of an endpoint" });
export const EndpointOnly = fields({ id: Id });
export const RotateSecret = fields({
  id: Id,
  overlapHours: z
    .int({ error: () => "expected a whole number of hours from 0 to 168" })
    .min(0, { error: "expected a whole number of hours from 0 to 168" })
    .max(168, { error: "expected a whole number of hours from 0 to 168" })
    .default(24)
    .meta({ description: "For how long messages are signed with the one before as well" }),
});

export const EndpointAnswer = z.strictObject({
  id: z.string(),
  title: z.string(),
  url: z.string().describe("To others than admins it ends after the host, since the rest may hold a secret"),
  form: z.enum(forms),
  scheme: z.enum(schemes),
  filter: FilterDocument,
  owner: z
    .strictObject({ name: z.string(), email: z.string() })
    .describe("Who made it, and is told when it is gone"),
  since: z.string(),
  ended: z.strictObject({ at: z.string(), how: z.enum(["removed", "gone"]) }).nullable(),
  publicKeys: z
    .array(z.string())
    .describe("Of Ed25519: with which its signatures are verified, the newest first"),
  waiting: z.number().describe("Messages to it that are not delivered yet"),
  dead: z.number().describe("Messages to it that were given up"),
});
export type EndpointView = z.output<typeof EndpointAnswer>;

export const MadeSecretAnswer = z.strictObject({
  id: z.string(),
  secret: z
    .string()
    .describe("With which its signatures are verified: whsec_…, or of Ed25519 the public key whpk_…"),
});

export const RepeatDelivery = fields({ id: z.uuid({ error: () => "expected the id of a delivery" }) });

const AttemptAnswer = z.strictObject({
  number: z.number(),
  at: z.string(),
  outcome: z.enum(["sent", "failed", "refused", "dropped"]),
  problem: z.string().nullable(),
});

export const DeliveryAnswer = z.strictObject({
  id: z.string().describe("webhook-id, and in the e-mail's Message-ID: the same however often it is tried"),
  channel: z.enum(deliveryChannels),
  to: z.string().describe("Whose it is: a person, a team or an endpoint"),
  isOwn: z.boolean(),
  notices: z.number(),
  state: z.enum(deliveryStates),
  at: z.string(),
  dueAt: z.string().nullable().describe("When it is tried next; null: it is over"),
  attempts: z.array(AttemptAnswer),
});
export type DeliveryView = z.output<typeof DeliveryAnswer>;
