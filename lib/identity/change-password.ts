import { z } from "zod";
import { command } from "@/lib/platform/command";
import { AppError } from "@/lib/platform/errors";
import { Email } from "@/lib/platform/names";
import { passwordSet } from "./events";
import { byOwner } from "./own";
import { refuseWeakPassword, storePassword } from "./password-store";
import { hashPassword, verifyPassword } from "./passwords";
import { PasswordBody } from "./schemas";
import { revokeSessions } from "./sessions";
import { getPerson } from "./store";

/** A person changes their own password; sessions other than this one end. A token cannot do it unless it may do everything. */
export const changePassword = command({
  name: "account.change-password",
  input: z.strictObject({ ...PasswordBody.shape, person: Email }),
  scope: "*",
  locks: () => ({ organisation: "shared" }),
  load: async (tx, input) => {
    const person = await getPerson(tx, input.person);
    return { person, account: await tx.account.findUnique({ where: { personId: person.id } }) };
  },
  allow: (actor, { person }) => byOwner(actor, person, "A password is changed by its own person alone."),
  run: async ({ tx, input, facts, actor, now }) => {
    const { person, account } = facts;
    const fits = await verifyPassword(account?.passwordHash ?? null, input.current);
    if (!fits) throw new AppError("wrong-credentials", "The password so far does not fit.");
    refuseWeakPassword(input.password, person);
    await storePassword(tx, { personId: person.id, passwordHash: await hashPassword(input.password), now });
    const own =
      actor.kind === "person" && actor.credential.kind === "session" ? actor.credential.id : undefined;
    const sessions = await revokeSessions(tx, { personId: person.id, now, except: own });
    return { value: { email: person.email }, entries: [passwordSet(person, { by: "change", sessions })] };
  },
});
