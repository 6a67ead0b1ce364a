import { command } from "@/lib/platform/command";
import type { Tx } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { newId } from "@/lib/platform/ids";
import { byOwner } from "./own";
import { tokenCreated } from "./events";
import { CreateToken } from "./schemas";
import { endOfToken, getPerson } from "./store";
import { refuseWiderScopes } from "./token-rules";
import { hashToken, hintOf, newToken } from "./tokens";

/** Makes a token for oneself. Nobody, an admin included, makes or sees another person's. */
export const createToken = command({
  name: "create-token",
  input: CreateToken,
  scope: "tokens",
  locks: () => ({ organisation: "shared" }),
  load: async (tx, input, { actor }) => ({
    person: await getPerson(tx, input.person),
    parentEnd:
      actor.kind === "person" && actor.credential.kind === "token"
        ? await endOf(tx, actor.credential.id)
        : null,
  }),
  allow: (actor, { person }) => byOwner(actor, person, "Tokens are made by their own person alone."),
  run: async ({ tx, input, facts, actor, now }) => {
    if (actor.kind !== "person") throw new AppError("people-only", "Only people have tokens of their own.");
    refuseWiderScopes(actor, input.scopes);
    const expiresAt = endOfToken(input.expiresAt, { now, latest: facts.parentEnd });
    const token = newToken();
    const scopes = [...new Set(input.scopes)];
    const row = { id: newId(), name: input.name, scopes, expiresAt };
    await tx.token.create({
      data: {
        ...row,
        personId: actor.id,
        createdBy: actor.id,
        hash: hashToken(token),
        hint: hintOf(token),
        createdAt: now,
      },
    });
    const value = { id: row.id, token, scopes, expiresAt: expiresAt?.toISOString() ?? null };
    return { value, entries: [tokenCreated(row, { person: actor.id })] };
  },
  secretAnswer: true,
});

async function endOf(tx: Tx, id: string): Promise<Date | null> {
  return (await tx.token.findUnique({ where: { id } }))?.expiresAt ?? null;
}
