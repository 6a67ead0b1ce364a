import { hashToken, hintOf, newToken } from "@/lib/identity/tokens";
import { command } from "@/lib/platform/command";
import { fieldError } from "@/lib/platform/errors";
import { newId } from "@/lib/platform/ids";
import { limitOf } from "@/lib/platform/moments";
import { requirePerson } from "@/lib/releases/rules";
import { shareLinkMade } from "./events";
import { loadShared } from "./load-shared";
import { mostDays } from "./model";
import { MakeShareLink } from "./schemas";
import { faultOfExpiry, mayShare } from "./share-rules";

/** Makes an address at which anybody who has it reads how something stands, until it expires. Shown once, kept as a hash. */
export const makeShareLink = command({
  name: "make-share-link",
  input: MakeShareLink,
  scope: "tokens",
  locks: () => ({ organisation: "shared" }),
  load: (tx, { release, component }, { actor, now }) =>
    loadShared(tx, {
      release: release === undefined ? null : { slug: release },
      component: component ?? null,
      actor,
      now,
    }),
  allow: (actor, { shared }) => mayShare(actor, shared),
  run: async ({ tx, input, facts: { shared, release, component }, actor, now }) => {
    const expiresAt = limitOf(input.expiresAt);
    const fault = faultOfExpiry(expiresAt, now);
    if (fault !== null)
      throw fieldError(
        "/expiresAt",
        `expiresAt: ${fault}`,
        `a time in the future, at most ${mostDays} days ahead`,
      );
    const id = newId();
    const token = newToken();
    const { scope } = shared;
    await tx.shareLink.create({
      data: {
        id,
        hash: hashToken(token),
        hint: hintOf(token),
        scope,
        releaseId: release,
        componentId: component?.id ?? null,
        withNames: input.names,
        madeBy: requirePerson(actor).id,
        madeAt: now,
        expiresAt,
      },
    });
    const about = { link: id, releaseId: release, component: component?.key ?? null };
    return {
      value: { id, token, expiresAt: expiresAt.toISOString() },
      entries: [shareLinkMade({ ...about, scope, withNames: input.names, expiresAt })],
    };
  },
  secretAnswer: true,
});
