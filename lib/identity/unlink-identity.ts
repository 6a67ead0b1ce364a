import { command } from "@/lib/platform/command";
import { AppError, notFound } from "@/lib/platform/errors";
import { byAdmin } from "@/lib/policy/organisation";
import { loadOrganisation } from "@/lib/policy/queries";
import { identityUnlinked } from "./identity-events";
import { byOwner } from "./own";
import { UnlinkIdentity } from "./schemas";
import { revokeSessions } from "./sessions";
import { getPerson } from "./store";

/** Ends that an identity of the provider signs a person in, and the sessions it began. It does not open the account to anybody else. */
export const unlinkIdentity = command({
  name: "account.unlink-identity",
  input: UnlinkIdentity,
  scope: "*",
  locks: () => ({ organisation: "exclusive" }),
  load: async (tx, input, { now }) => {
    const person = await getPerson(tx, input.person);
    return {
      organisation: await loadOrganisation(tx, now),
      person,
      identities: await tx.externalIdentity.findMany({ where: { personId: person.id, unlinkedAt: null } }),
      hasPassword: (await tx.account.count({ where: { personId: person.id } })) > 0,
    };
  },
  allow: (actor, { organisation, person }) => {
    const own = byOwner(actor, person, "");
    return own.allowed ? own : byAdmin(organisation, actor, "Unlinking another person's identity");
  },
  run: async ({ tx, input, facts, actor, now }) => {
    const { person, identities, hasPassword } = facts;
    const identity = identities.find(({ id }) => id === input.id);
    if (identity === undefined) throw notFound("such identity");
    const isOwn = actor.kind === "person" && actor.id === person.id;
    if (isOwn && !hasPassword && identities.length === 1)
      throw new AppError("conflict", "It is your only way to sign in: set a password first.");
    await tx.externalIdentity.update({ where: { id: identity.id }, data: { unlinkedAt: now } });
    const own = isOwn && actor.credential.kind === "session" ? actor.credential.id : undefined;
    const ended = await revokeSessions(tx, {
      personId: person.id,
      identityId: identity.id,
      now,
      except: own,
    });
    return { value: { id: identity.id }, entries: [identityUnlinked(identity, { sessions: ended })] };
  },
});
