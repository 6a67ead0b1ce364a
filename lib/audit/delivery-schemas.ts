import { z } from "zod";
import { deliveryKinds } from "./delivery-rules";

export const deliveryOutcomes = ["open", "delivered", "refused"] as const;

export const DeliveryAnswer = z.strictObject({
  id: z.string().describe("the same however often it is tried: webhook-id, and in the e-mail's Message-ID"),
  kind: z.enum(deliveryKinds),
  size: z.number().describe("how many entries the checkpoint is over"),
  at: z.string().describe("when it began"),
  outcome: z
    .enum(deliveryOutcomes)
    .describe(
      "open: it is tried until it is delivered; refused: it cannot be, and the next one is a later checkpoint",
    ),
  attempts: z.number(),
  triedAt: z.string(),
  nextTryAt: z.string().nullable().describe("null: it is over"),
  endedAt: z.string().nullable(),
  problem: z.string().nullable().describe("what went wrong last"),
});
export type DeliveryView = z.infer<typeof DeliveryAnswer>;
