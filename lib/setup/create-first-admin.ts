import { hashPassword } from "@/lib/identity/passwords";
import { refuseWeakPassword, storePassword } from "@/lib/identity/password-store";
import { passwordSet, personCreated } from "@/lib/identity/events";
import { setAccessLevel } from "@/lib/identity/store";
import { command } from "@/lib/platform/command";
import { AppError } from "@/lib/platform/errors";
import { newId } from "@/lib/platform/ids";
import { emailKey } from "@/lib/platform/names";
import { setupCodeUsed } from "./events";
import { getSetupFacts } from "./queries";
import { FirstAdmin } from "./schemas";
import { hashSetupCode } from "./setup-code";

/** Opens an empty workspace with the code from the server's log: the first person, an admin, with the password they chose. Once. */
export const createFirstAdmin = command({
  name: "create-first-admin",
  input: FirstAdmin,
  scope: "*",
  locks: () => ({ organisation: "exclusive" }),
  load: async (tx, input) => ({
    people: (await getSetupFacts(tx)).people,
    code: await tx.setupCode.findUnique({ where: { codeHash: hashSetupCode(input.code) } }),
  }),
  allow: (actor) => {
    if (actor.kind === "system" && actor.job === "set-up")
      return { allowed: true, rule: "setup-code", role: null, grant: [] };
    return { allowed: false, rule: "own-only", reason: "Set-up asks for its code alone.", whoMay: [] };
  },
  run: async ({ tx, input, facts: { people, code }, now }) => {
    if (people > 0)
      throw new AppError("conflict", "This workspace is set up already; its code is worth nothing any more.");
    if (code === null || code.endedAt !== null || code.expiresAt <= now)
      throw new AppError(
        "wrong-credentials",
        "This is not the code that the server printed last, or its day is over.",
      );
    const person = { id: newId(), name: input.name, email: emailKey(input.email) };
    refuseWeakPassword(input.password, person);
    await tx.person.create({ data: { ...person, createdAt: now } });
    await setAccessLevel(tx, { personId: person.id, level: "admin", now });
    await storePassword(tx, { personId: person.id, passwordHash: await hashPassword(input.password), now });
    await tx.setupCode.update({ where: { id: code.id }, data: { endedAt: now } });
    return {
      value: { id: person.id, email: person.email },
      entries: [
        personCreated(person, "admin"),
        passwordSet(person, { by: "set-up", sessions: 0 }),
        setupCodeUsed(code, person),
      ],
    };
  },
});
