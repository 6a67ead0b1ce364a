import type { RollbackMode } from "./model";
import type { RollbackPlan } from "./schemas";

/** To whom a plan's communication goes where it is to stand on the status page. */
const statusPage = "status-page";

/**
 * Whether what is said of a rollback stands on the status page where its author does not say: where the plan tells the status page, at
 * whatever moment, and the release is not restricted. null: never, since a drill is nobody's incident.
 */
export function publicUnlessTold({
  mode,
  plan,
  restricted,
}: {
  mode: RollbackMode;
  plan: Pick<RollbackPlan, "communication">;
  restricted: boolean;
}): boolean | null {
  if (mode === "drill") return null;
  return !restricted && plan.communication.some(({ to }) => to.includes(statusPage));
}
