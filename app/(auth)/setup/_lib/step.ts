import "server-only";
import { redirect } from "next/navigation";
import type { PersonActor } from "@/lib/identity/actor";
import { requireActor } from "@/lib/identity/get-actor";
import { kernel } from "@/lib/platform/app";
import { isOpen, type SetupFacts, type SetupStep } from "@/lib/setup/model";
import { getSetupFacts } from "@/lib/setup/queries";

/** The address of a step. */
export function pathOf(step: SetupStep): string {
  return step === "first-admin" ? "/setup" : `/setup/${step}`;
}

/** For a step's page: who sets up, and what there is. Others, and other times, are led to where set-up stands. */
export async function requireStep(step: SetupStep): Promise<{ actor: PersonActor; facts: SetupFacts }> {
  const [actor, facts] = await Promise.all([requireActor(), getSetupFacts(kernel().db.prisma)]);
  if (actor.access !== "admin" || !isOpen(step, facts)) redirect("/setup");
  return { actor, facts };
}
