import { command } from "@/lib/platform/command";
import { AppError } from "@/lib/platform/errors";
import { newId, newSecret } from "@/lib/platform/ids";
import { personInvited } from "./events";
import { InvitePerson } from "./schemas";
import { getPerson } from "./store";
import { hashToken } from "./tokens";

const inviteMs = 3 * 24 * 3_600_000;

/** Makes the code with which a person sets their own password, once. Only the server's operator can: an admin could sign in as anybody with it. */
export const invitePerson = command({
  name: "invite-person",
  input: InvitePerson,
  scope: "organisation",
  locks: () => ({ organisation: "shared" }),
  load: (tx, input) => getPerson(tx, input.person),
  allow: (actor) => {
    const operator = actor.kind === "system" && (actor.job === "operator" || actor.job === "set-up");
    if (operator) return { allowed: true, rule: "operator", role: null, grant: [] };
    return {
      allowed: false,
      rule: "own-only",
      reason: "Only who operates the server makes an invitation, on the server itself.",
      whoMay: [],
    };
  },
  run: async ({ tx, facts: person, now }) => {
    if (person.access === null) throw new AppError("conflict", `${person.email} is disabled.`);
    await tx.activation.updateMany({ where: { personId: person.id, usedAt: null }, data: { usedAt: now } });
    const code = newSecret(32);
    const expiresAt = new Date(now.getTime() + inviteMs);
    await tx.activation.create({
      data: { id: newId(), personId: person.id, codeHash: hashToken(code), createdAt: now, expiresAt },
    });
    return {
      value: { code, email: person.email, expiresAt: expiresAt.toISOString() },
      entries: [personInvited(person, expiresAt)],
    };
  },
  secretAnswer: true,
});
