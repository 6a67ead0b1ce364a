import { command } from "@/lib/platform/command";
import { AppError } from "@/lib/platform/errors";
import { passwordSet } from "./events";
import { byOwner } from "./own";
import { hashPassword } from "./passwords";
import { refuseWeakPassword, storePassword } from "./password-store";
import { SetPassword } from "./schemas";
import { revokeSessions } from "./sessions";
import { hashToken } from "./tokens";

/** A person sets their own password with the code they were given; whoever was signed in as them is signed out. */
export const setPassword = command({
  name: "account.set-password",
  input: SetPassword,
  scope: "*",
  locks: () => ({ organisation: "shared" }),
  load: async (tx, input) => {
    const codeHash = hashToken(input.code);
    const rows = await tx.$queryRaw<
      { id: string }[]
    >`SELECT id FROM activations WHERE code_hash = ${codeHash} FOR UPDATE`;
    const found = rows[0] === undefined ? null : await tx.activation.findUnique({ where: { codeHash } });
    if (found === null) throw wrongCode();
    return {
      activation: found,
      person: await tx.person.findUniqueOrThrow({ where: { id: found.personId } }),
    };
  },
  allow: (actor, { person }) => byOwner(actor, person, "A password is set by its own person alone."),
  run: async ({ tx, input, facts, now }) => {
    const { activation, person } = facts;
    if (activation.usedAt !== null || activation.expiresAt <= now) throw wrongCode();
    refuseWeakPassword(input.password, person);
    await storePassword(tx, { personId: person.id, passwordHash: await hashPassword(input.password), now });
    await tx.activation.update({ where: { id: activation.id }, data: { usedAt: now } });
    const sessions = await revokeSessions(tx, { personId: person.id, now });
    return { value: { email: person.email }, entries: [passwordSet(person, { by: "activation", sessions })] };
  },
});

function wrongCode(): AppError {
  return new AppError("wrong-credentials", "This address was used already, has expired, or is not complete.");
}
