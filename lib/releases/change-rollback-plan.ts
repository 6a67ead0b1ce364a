import { findDocument } from "./store";
import { command } from "@/lib/platform/command";
import type { Tx } from "@/lib/platform/db";
import { fieldError } from "@/lib/platform/errors";
import { isIrreversible } from "@/lib/rollbacks/plan-warnings";
import { type Authority, canOnRelease, loadAuthority, onRelease } from "./authority";
import { replaceDocument } from "./document-version";
import { rollbackPlanDocument } from "./documents";
import { assertState } from "./rules";
import { ChangeRollbackPlan } from "./schemas";
import type { RollbackPlan } from "@/lib/rollbacks/schemas";

/** Agrees another way back. */
export const changeRollbackPlan = command({
  name: "rollback-plan.change",
  input: ChangeRollbackPlan,
  scope: "releases",
  locks: ({ release }) => ({ organisation: "shared", release }),
  load: async (tx, { release }, { now, actor }) => {
    const authority = await loadAuthority(tx, { slug: release, now, actor });
    return {
      authority,
      before: await findDocument(tx, { releaseId: authority.release.id, kind: "rollback-plan" }),
    };
  },
  allow: (actor, { authority }, { document }) =>
    canOnRelease(authority, actor, "rollback-plan.change", {
      loosening: true,
      irreversible: isIrreversible(document),
    }),
  subject: ({ authority, before }, { document }) =>
    onRelease(authority, { before: before?.digest ?? null, after: rollbackPlanDocument(document).digest }),
  run: async ({ tx, input: { document, ifMatch }, facts: { authority }, authorId, now }) => {
    assertState("rollback-plan.change", authority.version);
    refuseOtherComponents(document, authority);
    await refuseUnregistered(tx, document, authority);
    return replaceDocument(tx, {
      authority,
      written: rollbackPlanDocument(document),
      ifMatch,
      authorId,
      now,
    });
  },
});

function refuseOtherComponents({ target }: RollbackPlan, { components }: Authority): void {
  if (typeof target.bundle !== "object") return;
  for (const key of Object.keys(target.bundle)) {
    if (components.some((component) => component.key === key)) continue;
    throw fieldError(
      `/target/bundle/${key}`,
      `${key} is no component of this release.`,
      "a component of the release",
    );
  }
}

/** What is gone back to has to be there: a bundle of that very component. */
async function refuseUnregistered(
  tx: Tx,
  { target }: RollbackPlan,
  { components }: Authority,
): Promise<void> {
  if (typeof target.bundle !== "object") return;
  for (const [key, digest] of Object.entries(target.bundle)) {
    const componentId = components.find((component) => component.key === key)?.id ?? "";
    if ((await tx.bundle.count({ where: { digest, componentId } })) === 0)
      throw fieldError(
        `/target/bundle/${key}`,
        `There is no bundle ${digest} of ${key}.`,
        "the digest of a registered bundle",
      );
  }
}
