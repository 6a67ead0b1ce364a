import { command } from "@/lib/platform/command";
import { AppError } from "@/lib/platform/errors";
import { loadAuthority } from "@/lib/releases/authority";
import { requirePerson } from "@/lib/releases/rules";
import { whyNotApply } from "./applying";
import { beginApplying } from "./applying-store";
import { ApplyExposure } from "./exposure-schemas";
import { loadApplying } from "./load-applying";
import { mayApply } from "./may-confirm";

/** Has the intended exposure set by its stage's executor once more, or at last: another attempt, recorded as such. Decides nothing. */
export const applyExposure = command({
  name: "exposure.apply",
  input: ApplyExposure,
  scope: "exposure",
  locks: ({ release }) => ({ organisation: "shared", release }),
  load: async (tx, { release }, { now, actor }) => {
    const authority = await loadAuthority(tx, { slug: release, now, actor });
    return { authority, loaded: await loadApplying(tx, authority) };
  },
  allow: (actor, { authority }) => mayApply(authority, actor),
  run: async ({ tx, input: { reason }, facts: { authority, loaded }, actor, now }) => {
    const fault = whyNotApply(loaded.facts);
    if (fault !== null) throw new AppError("conflict", fault);
    const by = requirePerson(actor);
    const { id, entry } = await beginApplying(tx, {
      authority,
      loaded,
      by: "person",
      actor: by,
      reason,
      now,
    });
    return { value: { attempt: id, percent: loaded.intention?.percent ?? 0 }, entries: [entry] };
  },
});
