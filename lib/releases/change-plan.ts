import { command } from "@/lib/platform/command";
import { canOnRelease, loadAuthority } from "./authority";
import { replaceDocument } from "./document-version";
import { planDocument } from "./documents";
import { assertState } from "./rules";
import { ChangePlan } from "./schemas";

/** Writes the plan anew; who changes a part becomes an author of that part. */
export const changePlan = command({
  name: "plan.change",
  input: ChangePlan,
  scope: "releases",
  locks: ({ release }) => ({ organisation: "shared", release }),
  load: (tx, { release }, { now, actor }) => loadAuthority(tx, { slug: release, now, actor }),
  // What no rule proves to be a tightening is a loosening.
  allow: (actor, authority) => canOnRelease(authority, actor, "plan.change", { loosening: true }),
  run: async ({ tx, input: { document, ifMatch }, facts: authority, actor, now }) => {
    assertState("plan.change", authority.version);
    return replaceDocument(tx, { authority, written: planDocument(document), ifMatch, actor, now });
  },
});
