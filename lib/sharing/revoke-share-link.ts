import { command } from "@/lib/platform/command";
import { AppError } from "@/lib/platform/errors";
import { toParty } from "@/lib/policy/can";
import { loadOrganisation } from "@/lib/policy/queries";
import { requirePerson } from "@/lib/releases/rules";
import { shareLinkRevoked } from "./events";
import { loadLink } from "./link-queries";
import { championsOf } from "./load-shared";
import { RevokeShareLink } from "./schemas";
import { mayRevokeLink } from "./share-rules";
import { endShareLink } from "./store";

/** Ends a link at once, for everybody who has it: by whoever made it, a champion of its release, or an admin. */
export const revokeShareLink = command({
  name: "revoke-share-link",
  input: RevokeShareLink,
  scope: "tokens",
  locks: () => ({ organisation: "shared" }),
  load: async (tx, { id }, { actor, now }) => {
    const link = await loadLink(tx, { id, actor });
    // Seen as the system sees it: an admin ends what they do not see.
    const asked = {
      releaseId: link.releaseId ?? "",
      actor: { kind: "system", job: "share-links" },
      now,
    } as const;
    return {
      link,
      champions: link.releaseId === null ? [] : await championsOf(tx, asked),
      admins: (await loadOrganisation(tx, now)).admins.map(toParty),
    };
  },
  allow: (actor, { link: { maker }, champions, admins }) =>
    mayRevokeLink(actor, { maker, champions, admins }),
  run: async ({ tx, facts: { link }, actor, now }) => {
    const { id, releaseId, component, maker } = link;
    if (!(await endShareLink(tx, { id, by: requirePerson(actor).id, now })))
      throw new AppError("conflict", "The share link was ended already.");
    return {
      value: { id },
      entries: [shareLinkRevoked({ link: id, releaseId, component, maker: maker.id })],
    };
  },
});
