import type { DelegationAnswer } from "./delegation-schemas";

/** State of a delegation as pages say it. */
export const delegationWords: Record<DelegationAnswer["state"], string> = {
  coming: "to come",
  running: "runs",
  over: "ran out",
  revoked: "ended early",
};
