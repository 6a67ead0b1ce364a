import { z } from "zod";
import { acknowledgeHandOver } from "@/lib/handovers/acknowledge-hand-over";
import { handOverBrief } from "@/lib/handovers/brief-queries";
import { AcknowledgedAnswer, HandOverAnswer, HandOverQuery } from "@/lib/handovers/schemas";
import { Key } from "@/lib/platform/names";
import { endpoint } from "@/lib/platform/web";

const tag = "Roles and rights";
const params = z.object({ key: Key });

export const getHandOver = endpoint({
  method: "GET",
  path: "/rotas/{key}/hand-over",
  tag,
  summary: "What whoever comes on shift has to know",
  description:
    "Of the releases in flight whose roles the rota fills, as far as the caller sees them: rollbacks, drills, breaches, holds and decisions that are open, what waits in the rota's roles, what ends before the shift does, freezes and reviews of it, who holds which right, and when nobody does.",
  params,
  query: HandOverQuery,
  answers: { 200: HandOverAnswer },
  handle: async ({ kernel, actor, params: { key }, query }) => ({
    status: 200,
    body: await handOverBrief(kernel.db.prisma, { ...query, key, actor, now: kernel.clock.now() }),
  }),
});

export const postHandOverAcknowledged = endpoint({
  method: "POST",
  path: "/rotas/{key}/hand-over/acknowledge",
  tag,
  summary: "Say that you read what was handed over, as whoever is on shift",
  params,
  answers: { 200: AcknowledgedAnswer },
  handle: async ({ kernel, call, params: { key } }) => ({
    status: 200,
    body: await acknowledgeHandOver.execute(kernel, { key }, call),
  }),
});

export const handOverEndpoints = [getHandOver, postHandOverAcknowledged];
