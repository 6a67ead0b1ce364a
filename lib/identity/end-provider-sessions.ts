import { z } from "zod";
import { command } from "@/lib/platform/command";
import { notFound } from "@/lib/platform/errors";
import { sessionsEnded } from "./identity-events";
import { bySingleSignOn } from "./own";
import { revokeProviderSessions } from "./sessions";

/** Ends the sessions that the provider says it ended: those of a subject, or those begun in one session of its own. */
export const endProviderSessions = command({
  name: "end-provider-sessions",
  input: z.strictObject({
    issuer: z.string().min(1),
    subject: z.string().nullable(),
    providerSession: z.string().nullable(),
  }),
  scope: "*",
  locks: () => ({ organisation: "shared" }),
  load: async () => null,
  allow: (actor) => bySingleSignOn(actor),
  run: async ({ tx, input, now }) => {
    const counts = await revokeProviderSessions(tx, { ...input, now });
    const which = input.providerSession === null ? ("all" as const) : ("one" as const);
    const [first, ...others] = counts.map(({ personId, count }) =>
      sessionsEnded({ id: personId }, { by: "provider", which, count }),
    );
    if (first === undefined) throw notFound("session of that provider's");
    return { value: { ended: counts.length }, entries: [first, ...others] };
  },
});
