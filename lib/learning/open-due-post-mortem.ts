import { command } from "@/lib/platform/command";
import { AppError } from "@/lib/platform/errors";
import { byWorker } from "@/lib/policy/by-worker";
import { loadAuthority } from "@/lib/releases/authority";
import { dueEvents } from "./due-queries";
import { OpenDuePostMortem } from "./schemas";
import { writePostMortem } from "./store";

/** Opens what an event is to have, by what stands: a run that was missed is caught up, and none opens a second. */
export const openDuePostMortem = command({
  name: "post-mortem.open-due",
  input: OpenDuePostMortem,
  scope: "*",
  locks: ({ release }) => ({ organisation: "shared", release }),
  load: async (tx, { release, kind, event }, { now, actor }) => ({
    authority: await loadAuthority(tx, { slug: release, now, actor }),
    due: await dueEvents(tx, { kind, event }),
  }),
  allow: (actor) => byWorker(actor, "What an event is to have is opened by itself."),
  run: async ({ tx, input: { release, kind, event }, facts: { authority, due }, now }) => {
    if (due.every((each) => each.release !== release))
      throw new AppError("conflict", "Nothing is to be opened of this.");
    const { id, entry } = await writePostMortem(tx, { authority, kind, event, by: null, now });
    return { value: { id }, entries: [entry] };
  },
});
