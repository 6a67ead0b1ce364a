import { command } from "@/lib/platform/command";
import { loadAuthority } from "@/lib/releases/authority";
import { requirePerson } from "@/lib/releases/rules";
import { holdsAnyRole } from "@/lib/rollbacks/may-take-part";
import { OpenPostMortem } from "./schemas";
import { writePostMortem } from "./store";

/** Opens one of a release as a whole, by hand: also one that ended well has something to be learned from. */
export const openPostMortem = command({
  name: "post-mortem.open",
  input: OpenPostMortem,
  scope: "releases",
  locks: ({ release }) => ({ organisation: "shared", release }),
  load: (tx, { release }, { now, actor }) => loadAuthority(tx, { slug: release, now, actor }),
  allow: (actor, authority) => holdsAnyRole(authority, actor),
  run: async ({ tx, facts: authority, actor, now }) => {
    const { id: by } = requirePerson(actor);
    const event = authority.release.id;
    const { id, entry } = await writePostMortem(tx, { authority, kind: "release", event, by, now });
    return { value: { id }, entries: [entry] };
  },
});
