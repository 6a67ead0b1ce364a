import { command } from "@/lib/platform/command";
import { assertRunning, requirePerson } from "@/lib/releases/rules";
import { policyOf } from "./load-gates";
import { loadObligation } from "./load-obligation";
import { mayDropObligation } from "./may-end-obligation";
import { endObligation } from "./obligation-store";
import { DropObligation } from "./schemas";

/** Takes a condition back, with a reason: its vote counts without it from then on. An action of a post-mortem is dropped as well. */
export const dropObligation = command({
  name: "obligation.drop",
  input: DropObligation,
  scope: "sign",
  locks: ({ release }) => ({ organisation: "shared", release }),
  load: loadObligation,
  allow: (actor, { loaded, obligation }) => mayDropObligation(loaded.authority, actor, obligation),
  run: async ({ tx, input: { reason }, facts: { loaded, obligation }, actor, now, verdict: { role } }) => {
    const { authority } = loaded;
    if (obligation.kind === "condition") assertRunning(authority.version);
    const { id: by } = requirePerson(actor);
    const releaseId = authority.release.id;
    const policy = policyOf(authority);
    const ended = {
      releaseId,
      obligation,
      how: "dropped",
      outcome: null,
      text: reason,
      by,
      role,
      policy,
    } as const;
    return { value: { id: obligation.id, how: "dropped" }, entries: [await endObligation(tx, ended, now)] };
  },
});
