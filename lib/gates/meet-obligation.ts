import { command } from "@/lib/platform/command";
import { AppError } from "@/lib/platform/errors";
import { assertRunning, requirePerson } from "@/lib/releases/rules";
import { policyOf } from "./load-gates";
import { loadObligation } from "./load-obligation";
import { mayMeetObligation } from "./may-end-obligation";
import { endObligation } from "./obligation-store";
import { MeetObligation } from "./schemas";

/** Says that what was owed is done, and how. A condition ends with its release; what follows from a broken glass does not. */
export const meetObligation = command({
  name: "obligation.meet",
  input: MeetObligation,
  scope: "sign",
  locks: ({ release }) => ({ organisation: "shared", release }),
  load: loadObligation,
  allow: (actor, { loaded, obligation }) => mayMeetObligation(loaded.authority, actor, obligation),
  run: async ({ tx, input: { text }, facts: { loaded, obligation }, actor, now, verdict: { role } }) => {
    const { authority } = loaded;
    if (obligation.kind === "break-glass-review")
      throw new AppError("conflict", "A broken glass is reviewed: say whether it was justified.");
    if (obligation.kind === "condition") assertRunning(authority.version);
    const { id: by } = requirePerson(actor);
    const releaseId = authority.release.id;
    const policy = policyOf(authority);
    const ended = { releaseId, obligation, how: "met", outcome: null, text, by, role, policy } as const;
    return { value: { id: obligation.id, how: "met" }, entries: [await endObligation(tx, ended, now)] };
  },
});
