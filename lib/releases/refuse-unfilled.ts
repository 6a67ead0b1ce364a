import { AppError } from "@/lib/platform/errors";
import { holdersOf } from "@/lib/policy/can";
import type { Authority } from "./authority";
import type { Template } from "./template-parse";
import { unfilledPlaces } from "./unfilled";

export interface UnfilledRole {
  code: "role-unfilled";
  message: string;
  roles: string[];
  asked: string[];
}

/** What a template asks of roles that nobody holds on the release now. */
export function unfilledRoles(template: Template, { holdings, people, now }: Authority): UnfilledRole[] {
  const roles = new Set(holdings.map((holding) => holding.role));
  const held = new Set(
    [...roles].filter((role) => holdersOf({ role, holdings, people, now: now.getTime() }).length > 0),
  );
  return unfilledPlaces(template, held).map(({ roles: names, asked }) => ({
    code: "role-unfilled",
    message: `Nobody holds ${names.join(" or ")}, asked for by ${asked.join(", ")}.`,
    roles: names,
    asked,
  }));
}

/** `before`: what the roles are needed for, as "before the release starts". */
export function refuseUnfilled(unfilled: readonly UnfilledRole[], before: string): void {
  if (unfilled.length === 0) return;
  const names = unfilled.map(({ roles }) => roles.join(" or ")).join("; ");
  throw new AppError("conflict", `Nobody holds ${names}; assign somebody ${before}.`, {
    blockers: [...unfilled],
  });
}
