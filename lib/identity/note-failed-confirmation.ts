import { z } from "zod";
import { command } from "@/lib/platform/command";
import { newId } from "@/lib/platform/ids";
import { Email } from "@/lib/platform/names";
import { confirmationFailed } from "./confirmation-events";
import { repeatedFailures } from "./confirmation-rules";
import { failedAt } from "./confirmation-queries";
import { sessionOf } from "./confirmed";
import { byOwner } from "./own";
import { getPerson } from "./store";

/** Records that a session could not show that its person is there; repeated, it is told to them and to admins. */
export const noteFailedConfirmation = command({
  name: "account.note-failed-confirmation",
  input: z.strictObject({ person: Email, method: z.enum(["password", "provider"]) }),
  scope: "*",
  locks: () => ({ organisation: "shared" }),
  load: async (tx, input, { now }) => {
    const person = await getPerson(tx, input.person);
    return { person, earlier: await failedAt(tx, { personId: person.id, now }) };
  },
  allow: (actor, { person }) => byOwner(actor, person, "Who signs confirms it themselves."),
  run: async ({ tx, input: { method }, facts: { person, earlier }, actor, now }) => {
    const row = { id: newId(), personId: person.id, sessionId: sessionOf(actor), method };
    await tx.confirmation.create({ data: { ...row, outcome: "failed", act: null, at: now } });
    const repeated = repeatedFailures([...earlier, now.getTime()], now.getTime())?.count ?? null;
    return { value: { repeated }, entries: [confirmationFailed(person, { method, repeated })] };
  },
});
