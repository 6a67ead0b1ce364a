import { z } from "zod";
import { command } from "@/lib/platform/command";
import { newId } from "@/lib/platform/ids";
import { Digest, Email } from "@/lib/platform/names";
import { signerConfirmed } from "./confirmation-events";
import { sessionOf } from "./confirmed";
import { byOwner } from "./own";
import { getPerson } from "./store";

/** Records that somebody has just given their credential anew for an act, once it was checked. No request of the API leads here by itself. */
export const confirmSigning = command({
  name: "account.confirm-signing",
  input: z.strictObject({ person: Email, method: z.enum(["password", "provider"]), act: Digest }),
  scope: "*",
  locks: () => ({ organisation: "shared" }),
  load: (tx, { person }) => getPerson(tx, person),
  allow: (actor, person) => byOwner(actor, person, "Who signs confirms it themselves."),
  run: async ({ tx, input: { method, act }, facts: person, actor, now }) => {
    const id = newId();
    const row = { id, personId: person.id, sessionId: sessionOf(actor), method, act };
    await tx.confirmation.create({ data: { ...row, outcome: "confirmed", at: now } });
    return {
      value: { method, act, at: now.toISOString() },
      entries: [signerConfirmed(person, { id, method, act })],
    };
  },
});
