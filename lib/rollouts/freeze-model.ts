import { z } from "zod";
import type { FreezeWindow } from "./freezes";

const instant = z.number();

/** A freeze window as the database gives it, times in epoch ms. */
export const FreezeRow = z.object({
  id: z.string(),
  title: z.string(),
  reason: z.string(),
  component: z.string().nullable(),
  startsAt: instant.nullable(),
  endsAt: instant.nullable(),
  start: z.string().nullable(),
  zone: z.string().nullable(),
  rule: z.string().nullable(),
  durationMinutes: z.number().nullable(),
  setBy: z.string(),
  at: instant,
});
export type FreezeRow = z.infer<typeof FreezeRow>;

export const OverrideRow = z.object({
  occurrence: instant,
  by: z.string(),
  reason: z.string(),
  at: instant,
});
export type OverrideRow = z.infer<typeof OverrideRow>;

export function windowOf(row: Omit<FreezeRow, "setBy" | "at">): FreezeWindow {
  const { id, title, reason, component, startsAt, endsAt, start, zone, rule, durationMinutes } = row;
  const named = { id, title, reason, component };
  if (startsAt !== null && endsAt !== null)
    return { ...named, times: { kind: "once", from: startsAt, until: endsAt } };
  if (start === null || zone === null || rule === null || durationMinutes === null)
    throw new Error(`the freeze window ${id} has no times`);
  return { ...named, times: { kind: "recurring", start, zone, rule, durationMinutes } };
}
