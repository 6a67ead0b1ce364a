import { Criteria } from "@/lib/metrics/schemas";
import { command } from "@/lib/platform/command";
import { canOnRelease, loadAuthority, onRelease } from "./authority";
import { isTightening } from "./criteria-tightening";
import { replaceDocument } from "./document-version";
import { criteriaDocument } from "./documents";
import { assertState } from "./rules";
import { ChangeCriteria } from "./schemas";
import { findDocument } from "./store";

/** Agrees other criteria; only what is provably stricter is asked of fewer people. */
export const changeCriteria = command({
  name: "criteria.change",
  input: ChangeCriteria,
  scope: "releases",
  locks: ({ release }) => ({ organisation: "shared", release }),
  load: async (tx, { release }, { now, actor }) => {
    const authority = await loadAuthority(tx, { slug: release, now, actor });
    const current = await findDocument(tx, { releaseId: authority.release.id, kind: "criteria" });
    return { authority, current, before: Criteria.parse(current?.document ?? []) };
  },
  allow: (actor, { authority, before }, { document }) =>
    canOnRelease(authority, actor, "criteria.change", {
      loosening: !isTightening({ before, after: document }),
    }),
  subject: ({ authority, current }, { document }) =>
    onRelease(authority, { before: current?.digest ?? null, after: criteriaDocument(document).digest }),
  run: async ({ tx, input: { document, ifMatch }, facts: { authority }, authorId, now }) => {
    assertState("criteria.change", authority.version);
    return replaceDocument(tx, { authority, written: criteriaDocument(document), ifMatch, authorId, now });
  },
});
