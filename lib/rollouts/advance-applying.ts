import { z } from "zod";
import { command } from "@/lib/platform/command";
import { AppError } from "@/lib/platform/errors";
import { byWorker } from "@/lib/policy/by-worker";
import { loadAuthority } from "@/lib/releases/authority";
import { followApplying } from "./applying-store";

/** Does what became due with applying a release's exposure: what nobody took or answered in time fails, and is tried again. */
export const advanceApplying = command({
  name: "exposure.advance",
  input: z.strictObject({ release: z.string().max(64) }),
  scope: "*",
  locks: ({ release }) => ({ organisation: "shared", release }),
  load: (tx, { release }, { now, actor }) => loadAuthority(tx, { slug: release, now, actor }),
  allow: (actor) => byWorker(actor, "Applying exposure goes on by itself, or by what people decide on it."),
  run: async ({ tx, facts: authority, actor, now }) => {
    const [first, ...rest] = await followApplying(tx, { authority, actor, now });
    if (first === undefined) throw new AppError("conflict", "Nothing of applying this exposure is due.");
    return { value: null, entries: [first, ...rest] };
  },
});
