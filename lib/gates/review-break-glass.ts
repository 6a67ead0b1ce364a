import { command } from "@/lib/platform/command";
import { AppError } from "@/lib/platform/errors";
import { requirePerson } from "@/lib/releases/rules";
import { policyOf } from "./load-gates";
import { loadObligation } from "./load-obligation";
import { mayReviewBreakGlass } from "./may-end-obligation";
import { endObligation } from "./obligation-store";
import { ReviewBreakGlass } from "./schemas";

/** Says, as somebody else, whether breaking the glass was justified. Not so undoes nothing: it stays on record. */
export const reviewBreakGlass = command({
  name: "break-glass.review",
  input: ReviewBreakGlass,
  scope: "sign",
  locks: ({ release }) => ({ organisation: "shared", release }),
  load: loadObligation,
  allow: (actor, { loaded, obligation }) => mayReviewBreakGlass(loaded.authority, actor, obligation),
  subject: ({ loaded }, { obligation, outcome }) => ({
    releaseId: loaded.authority.release.id,
    of: { obligation, outcome },
  }),
  run: async ({ tx, input: { outcome, text }, facts: { loaded, obligation }, actor, now, verdict }) => {
    const { authority } = loaded;
    if (obligation.kind !== "break-glass-review")
      throw new AppError("conflict", "This is met by doing it; only a broken glass is reviewed.");
    const { id: by } = requirePerson(actor);
    const releaseId = authority.release.id;
    const { role } = verdict;
    const policy = policyOf(authority);
    const ended = { releaseId, obligation, how: "met", outcome, text, by, role, policy } as const;
    return { value: { id: obligation.id, outcome }, entries: [await endObligation(tx, ended, now)] };
  },
});
