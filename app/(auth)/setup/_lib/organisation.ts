import "server-only";
import { hasPerson } from "@/lib/identity/people-queries";
import { kernel } from "@/lib/platform/app";
import { listRoles } from "@/lib/policy/role-queries";
import type { RoleAnswer } from "@/lib/policy/schemas";

/** Every role with its pool, as it stands. */
export function readRoles(): Promise<RoleAnswer[]> {
  const { db, clock } = kernel();
  return listRoles(db.prisma, clock.now());
}

/** Whether somebody has this address already. */
export function isKnown(email: string): Promise<boolean> {
  return hasPerson(kernel().db.prisma, email);
}
