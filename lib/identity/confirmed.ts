import type { Tx } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { site } from "@/lib/platform/site";
import type { Actor } from "./actor";
import { type Confirmation, type Confirmed, type Reauthenticate, standingOf } from "./confirmation-rules";

interface Asked {
  actor: Actor;
  /** As the template says; or the release whose template says it. */
  asks: Reauthenticate | { releaseId: string };
  /** Digest of the command with its input. */
  act: string;
  now: Date;
}

/** Refuses a signature whose signer has not shown lately who they are, where its template asks for it; notes the use of what shows it. */
export async function requireConfirmed(
  tx: Tx,
  { actor, asks: given, act, now }: Asked,
): Promise<Confirmed | null> {
  const asks = typeof given === "string" ? given : await settingOf(tx, given.releaseId);
  if (asks === "never" || actor.kind !== "person") return null;
  const { credential } = actor;
  const confirmations = credential.kind === "session" ? await confirmationsOf(tx, credential.id) : [];
  const standing = standingOf({ asks, credential: credential.kind, confirmations, act, now: now.getTime() });
  if (standing.kind === "not-asked") return null;
  if (standing.kind === "required") throw await required(tx, { actor, act, of: standing.of });
  const { id, method, at } = standing.by;
  // Conditional, so that of two acts at once one alone is served by what serves one.
  const once = asks === "each" ? { usedAt: null } : {};
  const used = await tx.confirmation.updateMany({ where: { id, ...once }, data: { usedAt: now } });
  if (used.count !== 1) throw await required(tx, { actor, act, of: "session" });
  return { method, at: new Date(at) };
}

/** The session that a person confirms in. */
export function sessionOf(actor: Actor): string {
  if (actor.kind === "person" && actor.credential.kind === "session") return actor.credential.id;
  throw new AppError("reauthentication-required", byToken);
}

const byToken =
  "The template asks signers to show anew who they are. A token cannot: sign in and do it on the page.";

async function settingOf(tx: Tx, releaseId: string): Promise<Reauthenticate> {
  const rows = await tx.$queryRaw<{ asks: string | null }[]>`
    SELECT t.document->'signature'->>'reauthenticate' AS asks
    FROM releases r JOIN template_versions t ON t.id = r.template_version_id WHERE r.id = ${releaseId}::uuid`;
  const asks = rows[0]?.asks;
  return asks === "sitting" || asks === "each" ? asks : "never";
}

/** The newest first; more than one sitting's worth is never looked at. */
async function confirmationsOf(tx: Tx, sessionId: string): Promise<Confirmation[]> {
  const rows = await tx.confirmation.findMany({
    where: { sessionId, outcome: "confirmed" },
    orderBy: { order: "desc" },
    take: 50,
  });
  return rows.map(({ id, method, act, at, usedAt }) => ({
    id,
    method: method === "provider" ? "provider" : "password",
    act: act ?? "",
    at: at.getTime(),
    usedAt: usedAt?.getTime() ?? null,
  }));
}

async function required(
  tx: Tx,
  { actor, act, of }: { actor: Actor & { kind: "person" }; act: string; of: "session" | "token" },
): Promise<AppError> {
  if (of === "token") return new AppError("reauthentication-required", byToken, { rule: "signature" });
  const { provider } = site();
  const personId = actor.id;
  const hasPassword = (await tx.account.count({ where: { personId } })) > 0;
  const isLinked =
    provider !== undefined &&
    (await tx.externalIdentity.count({ where: { personId, issuer: provider.issuer, unlinkedAt: null } })) > 0;
  return new AppError(
    "reauthentication-required",
    "This release asks who signs to show anew that it is them.",
    {
      rule: "signature",
      confirm: { act, password: hasPassword, provider: isLinked ? provider.name : null },
    },
  );
}
