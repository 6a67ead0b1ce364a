import { findDocument } from "./store";
import { command } from "@/lib/platform/command";
import { canOnRelease, loadAuthority, onRelease } from "./authority";
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
  load: async (tx, { release }, { now, actor }) => {
    const authority = await loadAuthority(tx, { slug: release, now, actor });
    return { authority, before: await findDocument(tx, { releaseId: authority.release.id, kind: "plan" }) };
  },
  // What no rule proves to be a tightening is a loosening.
  allow: (actor, { authority }) => canOnRelease(authority, actor, "plan.change", { loosening: true }),
  subject: ({ authority, before }, { document }) =>
    onRelease(authority, { before: before?.digest ?? null, after: planDocument(document).digest }),
  run: async ({ tx, input: { document, ifMatch }, facts: { authority }, authorId, now }) => {
    assertState("plan.change", authority.version);
    return replaceDocument(tx, { authority, written: planDocument(document), ifMatch, authorId, now });
  },
});
