import { AppError } from "@/lib/platform/errors";
import type { Actor } from "./actor";
import { scopesCover } from "./scopes";

/** A token may pass on what it has, no more. */
export function refuseWiderScopes(actor: Actor, asked: readonly string[]): void {
  if (actor.kind !== "person" || actor.credential.kind !== "token") return;
  const held = actor.credential.scopes;
  const at = asked.findIndex((scope) => !scopesCover(held, scope));
  if (at === -1) return;
  const expected = `at most ${held.join(", ")}`;
  throw new AppError(
    "scope-missing",
    `The token that asks does not have the scope ${asked[at] ?? ""} itself.`,
    {
      rule: "scopes of the token that asks",
      faults: [
        {
          path: `/scopes/${at}`,
          message: `is more than the token that asks has; expected ${expected}`,
          expected,
        },
      ],
    },
  );
}
