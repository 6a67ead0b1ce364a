import { randomBytes } from "node:crypto";
import { canonicalBytes, sha256 } from "@/lib/bundles/digest";
import type { Actor } from "@/lib/identity/actor";
import type { Confirmed } from "@/lib/identity/confirmation-rules";
import type { Verdict } from "@/lib/policy/model";
import { commitmentTo } from "./commitments";
import type { Tx } from "./db";
import { Prisma } from "./generated/prisma/client";
import { newId } from "./ids";

/** What a command says happened. Names, addresses and free text go into `texts`: the entry keeps only commitments to them. */
export interface EntryDraft {
  /** Past tense, e.g. `vote.cast`. */
  type: string;
  version: number;
  /** Id of the release that it is about; who may not see that release does not see the entry. */
  releaseId?: string | undefined;
  /** What it is about, by kind of thing. */
  subjects: Record<string, string | null>;
  before?: string | null | undefined;
  after?: string | null | undefined;
  /** Versions of the policies by which it was decided. */
  policy?: Record<string, string | null> | undefined;
  payload?: Record<string, unknown> | undefined;
  texts?: Record<string, string | null | undefined> | undefined;
}

interface Recorded {
  actor: Actor;
  /** How and when the actor showed anew who they are, where a signature asked for it. */
  confirmed?: Confirmed | null;
  verdict: Verdict & { allowed: true };
  requestId: string;
  now: Date;
}

interface Opening {
  path: string;
  value: string;
  personId: string | null;
  salt: Buffer;
}

/** Rows of one statement: as many as it takes parameters for. */
const rowsAtOnce = 1_000;

/** Appends entries inside the caller's transaction, so that an effect without its entry cannot commit. However many, in few statements. */
export async function appendEntries(
  tx: Tx,
  drafts: readonly EntryDraft[],
  recorded: Recorded,
): Promise<void> {
  const { actor, now, requestId } = recorded;
  const entries = drafts.map((draft) => ({ id: newId(), draft, openings: openingsOf(draft, actor) }));
  const rows = entries.map(({ id, draft, openings }) => {
    const bytes = canonicalBytes(entryDocument(id, draft, openings, recorded));
    return Prisma.sql`(${id}::uuid, ${now}, ${draft.type}, ${actor.kind}, ${actorId(actor)}::uuid, ${draft.releaseId ?? null}::uuid, ${requestId},
      ${bytes}, ${sha256(bytes)})`;
  });
  const opened = entries.flatMap(({ id, openings }) =>
    openings.map(
      ({ path, personId, salt, value }) =>
        Prisma.sql`(${newId()}::uuid, ${id}::uuid, ${path}, ${personId}::uuid, ${salt}, ${value})`,
    ),
  );
  for (const some of inParts(rows))
    await tx.$executeRaw(
      Prisma.sql`INSERT INTO ledger_entries (id, at, type, actor_kind, actor_id, release_id, request_id, bytes, digest) VALUES ${Prisma.join(some)}`,
    );
  for (const some of inParts(opened))
    await tx.$executeRaw(
      Prisma.sql`INSERT INTO ledger_openings (id, entry_id, path, person_id, salt, value) VALUES ${Prisma.join(some)}`,
    );
}

function inParts(rows: readonly Prisma.Sql[]): Prisma.Sql[][] {
  const parts = Math.ceil(rows.length / rowsAtOnce);
  return Array.from({ length: parts }, (_, n) => rows.slice(n * rowsAtOnce, (n + 1) * rowsAtOnce));
}

function openingsOf(draft: EntryDraft, actor: Actor): Opening[] {
  const openings: Opening[] = [];
  if (actor.kind === "person") {
    openings.push({
      path: "actor",
      value: `${actor.name} <${actor.email}>`,
      personId: actor.id,
      salt: randomBytes(32),
    });
  }
  const aboutPerson = draft.subjects["person"] ?? null;
  for (const [path, value] of Object.entries(draft.texts ?? {})) {
    if (value === null || value === undefined) continue;
    openings.push({ path, value, personId: aboutPerson, salt: randomBytes(32) });
  }
  return openings;
}

function entryDocument(
  id: string,
  draft: EntryDraft,
  openings: readonly Opening[],
  { actor, verdict, confirmed, requestId, now }: Recorded,
): Record<string, unknown> {
  return {
    id,
    type: draft.type,
    version: draft.version,
    at: now.toISOString(),
    actor: { kind: actor.kind, id: actorId(actor), ...(actor.kind === "system" ? { job: actor.job } : {}) },
    by: { rule: verdict.rule, role: verdict.role, grant: verdict.grant, ...confirmedIn(confirmed) },
    requestId,
    subjects: { ...draft.subjects, ...(draft.releaseId === undefined ? {} : { release: draft.releaseId }) },
    before: draft.before ?? null,
    after: draft.after ?? null,
    policy: draft.policy ?? {},
    payload: draft.payload ?? {},
    commitments: Object.fromEntries(openings.map((o) => [o.path, commitmentTo(o.salt, o.value)])),
  };
}

function confirmedIn(confirmed: Confirmed | null | undefined): Record<string, unknown> {
  if (confirmed === null || confirmed === undefined) return {};
  return { confirmed: { method: confirmed.method, at: confirmed.at.toISOString() } };
}

function actorId(actor: Actor): string | null {
  return actor.kind === "system" ? null : actor.id;
}
