import { command } from "@/lib/platform/command";
import { notFound } from "@/lib/platform/errors";
import { byAdmin } from "@/lib/policy/organisation";
import { loadOrganisation } from "@/lib/policy/queries";
import { sessionsEnded } from "./identity-events";
import { byOwner } from "./own";
import { EndSessions } from "./schemas";
import { revokeOneSession, revokeSessions } from "./sessions";
import { getPerson } from "./store";

/** Signs out elsewhere: one session, all but the one that asks, or all. One's own, or as admin anybody's. */
export const endSessions = command({
  name: "account.end-sessions",
  input: EndSessions,
  scope: "*",
  locks: () => ({ organisation: "shared" }),
  load: async (tx, input, { now }) => ({
    organisation: await loadOrganisation(tx, now),
    person: await getPerson(tx, input.person),
  }),
  allow: (actor, { organisation, person }) => {
    const own = byOwner(actor, person, "");
    return own.allowed ? own : byAdmin(organisation, actor, "Signing another person out");
  },
  run: async ({ tx, input, facts, actor, now }) => {
    const { person } = facts;
    const by = actor.kind === "person" && actor.id === person.id ? ("own" as const) : ("admin" as const);
    if (input.session !== undefined) {
      const found = await revokeOneSession(tx, { personId: person.id, id: input.session, now });
      if (!found) throw notFound("such session, or it has ended");
      return { value: { ended: 1 }, entries: [sessionsEnded(person, { by, which: "one", count: 1 })] };
    }
    const asking =
      actor.kind === "person" && actor.credential.kind === "session" ? actor.credential.id : null;
    const except = input.keepThis && by === "own" ? (asking ?? undefined) : undefined;
    const count = await revokeSessions(tx, { personId: person.id, now, except });
    const which = except === undefined ? ("all" as const) : ("others" as const);
    return { value: { ended: count }, entries: [sessionsEnded(person, { by, which, count })] };
  },
});
