import { command } from "@/lib/platform/command";
import { AppError } from "@/lib/platform/errors";
import { requirePerson } from "@/lib/releases/rules";
import { loadTarget } from "./load-target";
import { mayAskForTarget, whyNotAsk } from "./may-verify-target";
import { targetAnswer } from "./target-answer";
import { AskForTarget } from "./target-schemas";
import { writeAsk } from "./target-store";

/** Has what is gone back to fetched and verified anew, by the next runner that may. */
export const askForTarget = command({
  name: "rollback-target.ask",
  input: AskForTarget,
  scope: "rollbacks",
  locks: ({ release }) => ({ organisation: "shared", release }),
  load: (tx, { release }, { now, actor }) => loadTarget(tx, { slug: release, now, actor }),
  allow: (actor, { authority }) => mayAskForTarget(authority, actor),
  run: async ({ tx, facts: { authority, facts }, actor, now }) => {
    const fault = whyNotAsk(authority, facts === null ? null : targetAnswer(facts, now));
    if (fault !== null || facts === null)
      throw new AppError("conflict", fault ?? "There is nothing to fetch.");
    const by = requirePerson(actor);
    const entry = await writeAsk(tx, {
      authority,
      digests: facts.digests,
      by: by.id,
      drill: null,
      now,
    });
    const asked = targetAnswer({ ...facts, ask: { by: by.name, at: now.getTime() } }, now);
    return { value: asked, entries: [entry] };
  },
});
