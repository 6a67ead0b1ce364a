import type { z } from "zod";
import type { Tx } from "@/lib/platform/db";
import { fieldError } from "@/lib/platform/errors";
import type { EntryDraft } from "@/lib/platform/ledger";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { limitOf } from "@/lib/platform/moments";
import { emailKey } from "@/lib/platform/names";
import { holdsNow } from "@/lib/platform/ranges";
import { visibleTo } from "@/lib/policy/visible";
import { type LoadedGates, policyOf } from "./load-gates";
import { obligationImposed } from "./obligation-events";
import { type NewObligation, writeObligation } from "./obligation-store";
import type { Condition } from "./schemas";

interface Asked extends Pick<NewObligation, "source" | "by" | "role"> {
  loaded: Pick<LoadedGates, "authority" | "facts">;
  /** The stage whose gate is decided on; by default a condition is to be met before the one after it. */
  stage: string;
  now: Date;
}

/** Makes obligations of conditions, or refuses the first fault in them: an owner who can do it, a time to come, a stage not begun. */
export async function imposeConditions(
  tx: Tx,
  conditions: readonly z.output<typeof Condition>[],
  asked: Asked,
): Promise<{ ids: string[]; entries: EntryDraft[] }> {
  const { loaded, source, by, role, now } = asked;
  const ids: string[] = [];
  const entries: EntryDraft[] = [];
  const releaseId = loaded.authority.release.id;
  for (const [index, { text: title, owner: address, due, beforeStage }] of conditions.entries()) {
    const at = `/conditions/${index}`;
    const dueAt = limitOf(due);
    if (dueAt <= now) throw fieldError(`${at}/due`, "it would be overdue already", "a time to come");
    const obligation: NewObligation = {
      releaseId,
      kind: "condition",
      title,
      owner: await obligedPerson(tx, { releaseId, address, at: `${at}/owner` }),
      dueAt,
      beforeStage: beforeStage === undefined ? stageToCome(asked) : checkedStage(asked, beforeStage, at),
      source,
      by,
      role,
    };
    const id = await writeObligation(tx, obligation, now);
    ids.push(id);
    entries.push(obligationImposed(id, obligation, policyOf(loaded.authority)));
  }
  return { ids, entries };
}

/** The person of an address who can take something over on a release; refused at `at` where they are disabled or do not see it. */
export async function obligedPerson(
  tx: Tx,
  { releaseId, address, at }: { releaseId: string; address: string; at: string },
): Promise<string> {
  const person = await tx.person.findUnique({ where: { email: emailKey(address) } });
  if (person === null) throw fieldError(at, `nobody here has the address ${address}`);
  const able = await tx.$queryRaw<unknown[]>(Prisma.sql`
    SELECT 1 FROM releases r JOIN access_levels a ON a.person_id = ${person.id}::uuid AND ${holdsNow("a")}
    WHERE r.id = ${releaseId}::uuid AND ${visibleTo({ kind: "person", id: person.id })}`);
  if (able.length === 0)
    throw fieldError(
      at,
      `${person.name} is disabled, or does not see this release`,
      "somebody who can do it",
    );
  return person.id;
}

/** The first stage after the one decided on that has not begun; null: there is none, so before completing. */
function stageToCome({ loaded: { facts, authority }, stage }: Asked): string | null {
  const indexOf = (key: string | null) => facts.stages.findIndex((each) => each.key === key);
  const begun = Math.max(indexOf(stage), indexOf(authority.version.stage));
  return facts.stages[begun + 1]?.key ?? null;
}

function checkedStage(
  { loaded: { facts, authority } }: Asked,
  beforeStage: string | null,
  at: string,
): string | null {
  if (beforeStage === null) return null;
  const index = facts.stages.findIndex(({ key }) => key === beforeStage);
  const current = facts.stages.findIndex(({ key }) => key === authority.version.stage);
  if (index > current) return beforeStage;
  throw fieldError(
    `${at}/beforeStage`,
    index < 0 ? `there is no stage ${beforeStage}` : `the stage ${beforeStage} has begun already`,
    `one of ${[...facts.stages.slice(current + 1).map(({ key }) => key), "null"].join(", ")}`,
  );
}
