import { AppError } from "@/lib/platform/errors";
import type { Organisation } from "@/lib/policy/organisation";

/** Refuses what would leave nobody to administer. */
export function refuseWithoutAdmin({ admins }: Organisation, personId: string): void {
  if (admins.length !== 1 || admins[0]?.id !== personId) return;
  throw new AppError("conflict", "This is the last admin; make somebody else one first.", {
    rule: "last-admin",
  });
}
