import { findPeople, namedPerson } from "@/lib/identity/store";
import { command } from "@/lib/platform/command";
import type { Reader, Tx } from "@/lib/platform/db";
import { AppError, fieldError } from "@/lib/platform/errors";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { newId } from "@/lib/platform/ids";
import { loadAuthority } from "@/lib/releases/authority";
import { isEnded } from "@/lib/releases/model";
import { roleDelegated } from "./delegation-events";
import { DelegateRole } from "./delegation-schemas";
import { findOverlapping } from "./delegation-store";
import { delegationSpan, mayDelegate } from "./delegations";
import { loadOrganisation } from "./queries";
import { seenBy } from "./visible";

/** Lets somebody sign in one of one's roles for a time, on one release or on all. They need not be in the role's pool. */
export const delegateRole = command({
  name: "delegate-role",
  input: DelegateRole,
  scope: "organisation",
  locks: ({ release }) =>
    release === undefined ? { organisation: "exclusive" } : { organisation: "shared", release },
  load: async (tx, { release: slug, role, to }, { now, actor }) => {
    const on =
      slug === undefined ? await loadOrganisation(tx, now) : await loadAuthority(tx, { slug, now, actor });
    if ((await tx.role.findUnique({ where: { key: role } })) === null)
      throw fieldError("/role", `There is no role ${role}.`, "the key of a role of the organisation");
    const release = "release" in on ? { ...on.release, state: on.version.state } : null;
    const people = await findPeople(tx, [to]);
    return { held: { ...on, role, now: on.now.getTime() }, release, people };
  },
  allow: (actor, { held }) => mayDelegate(actor, held),
  run: async ({ tx, input, facts: { release, people }, actor, now }) => {
    if (actor.kind !== "person") throw new AppError("people-only", "Only people delegate their roles.");
    if (release !== null && isEnded(release.state))
      throw new AppError("release-not-active", `${release.title} is ${release.state}.`);
    const delegate = namedPerson(people, input.to, "/to");
    if (delegate.id === actor.id)
      throw fieldError("/to", "to: that is you; a role is delegated to somebody else.", "another person");
    const span = delegationSpan(
      { from: input.from === undefined ? null : Date.parse(input.from), until: Date.parse(input.until) },
      now.getTime(),
    );
    if ("field" in span)
      throw fieldError(
        `/${span.field}`,
        `${span.field}: ${span.fault}; expected ${span.expected}`,
        span.expected,
      );
    await refuseUnseeing(tx, { release, delegateId: delegate.id, email: delegate.email });
    const releaseId = release?.id ?? null;
    const pair = { role: input.role, principalId: actor.id, delegateId: delegate.id, releaseId };
    const covered = await findOverlapping(tx, { ...pair, ...span });
    if (covered !== null) {
      const until = covered.toISOString();
      throw new AppError(
        "already-exists",
        `${delegate.name} has this delegation until ${until} already; another one can begin then.`,
      );
    }
    const id = newId();
    await tx.delegation.create({
      data: {
        id,
        roleKey: input.role,
        principalId: actor.id,
        delegateId: delegate.id,
        releaseId,
        reason: input.reason,
        validFrom: new Date(span.from),
        until: new Date(span.until),
        createdAt: now,
      },
    });
    return {
      value: { id, begins: new Date(span.from).toISOString(), until: new Date(span.until).toISOString() },
      entries: [roleDelegated({ id, ...pair, ...span, reason: input.reason })],
    };
  },
});

/** Whoever delegates sees the release; that somebody else does not is theirs to know, and gives nobody sight of it. */
async function refuseUnseeing(
  tx: Tx | Reader,
  { release, delegateId, email }: { release: { id: string } | null; delegateId: string; email: string },
): Promise<void> {
  if (release === null) return;
  const rows = await tx.$queryRaw<{ sees: boolean }[]>(
    Prisma.sql`SELECT ${seenBy(Prisma.sql`${delegateId}::uuid`)} AS sees FROM releases r WHERE r.id = ${release.id}::uuid`,
  );
  if (rows[0]?.sees !== true)
    throw fieldError("/to", `to: ${email} does not see this release.`, "somebody who sees the release");
}
