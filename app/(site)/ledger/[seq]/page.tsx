import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache, type ReactElement } from "react";
import { EntryItself, EntryTexts } from "@/components/audit/entry-itself";
import { EntryProof } from "@/components/audit/entry-proof";
import { EntryRight } from "@/components/audit/entry-right";
import { EntryWhat } from "@/components/audit/entry-what";
import { actorName, entryWords } from "@/components/audit/entry-words";
import { LedgerAlarm } from "@/components/audit/ledger-alarm";
import { roleWords } from "@/components/gates/status";
import { PageHead } from "@/components/layout/top-bar";
import { LinkButton } from "@/components/ui/button";
import { contentChanges } from "@/lib/audit/content-queries";
import { findCheckpoint, findRefusal, getEntry, getProof } from "@/lib/audit/proof-queries";
import type { EntryDetailView, ProofView } from "@/lib/audit/proof-schemas";
import { listEntries } from "@/lib/audit/queries";
import { sha256 } from "@/lib/audit/signing-key";
import { readTitles } from "@/lib/audit/title-queries";
import type { PersonActor } from "@/lib/identity/actor";
import { requireActor } from "@/lib/identity/get-actor";
import { kernel } from "@/lib/platform/app";
import { found } from "../../_lib/found";
import { numberIn } from "../../_lib/filters";
import { getReader } from "../../_lib/reader";

interface Props {
  params: Promise<{ seq: string }>;
}

const readEntry = cache(async (text: string): Promise<EntryDetailView> => {
  const actor = await requireActor();
  const seq = numberIn(text);
  if (seq === undefined || seq < 1) notFound();
  return found(getEntry(kernel().db.prisma, actor, seq));
});

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { seq } = await readEntry((await params).seq);
  return { title: `Entry ${seq} · Ledger` };
}

export default async function EntryPage({ params }: Props): Promise<ReactElement> {
  const actor = await requireActor();
  const entry = await readEntry((await params).seq);
  const { prisma } = kernel().db;
  const { seq, release } = entry;
  const releaseId = entry.subjects["release"] ?? null;
  const [titles, checkpoint, refusal, reader, beside, changes] = await Promise.all([
    readTitles(prisma, [entry]),
    findCheckpoint(prisma),
    findRefusal(prisma),
    getReader(),
    neighbours(actor, seq),
    releaseId === null ? null : contentChanges(prisma, { releaseId, entries: [entry] }),
  ]);
  const proof = await proofOf(seq, checkpoint?.size ?? 0);
  const own = titles.of(entry);
  const { what, about } = entryWords(entry, own);
  return (
    <>
      <PageHead
        title={`Entry ${seq}`}
        acts={
          <nav aria-label="Entries beside this one" className="flex gap-1.5">
            <LinkButton size="sm" look="quiet" href="/ledger" prefetch={false}>
              Ledger
            </LinkButton>
            {beside.before !== null && (
              <LinkButton size="sm" href={`/ledger/${beside.before}`} prefetch={false} rel="prev">
                Earlier
              </LinkButton>
            )}
            {beside.after !== null && (
              <LinkButton size="sm" href={`/ledger/${beside.after}`} prefetch={false} rel="next">
                Later
              </LinkButton>
            )}
          </nav>
        }
      >
        {actorName(entry.actor)} {what}
        {entry.role !== null && entry.role !== "" && ` as ${roleWords(entry.role)}`}
        {about !== null && `: ${about}`}
      </PageHead>
      <LedgerAlarm refusal={refusal} reader={reader} />
      <div className="grid gap-4 xl:grid-cols-2 xl:items-start">
        <div className="flex min-w-0 flex-col gap-4">
          <EntryWhat
            entry={entry}
            titles={own}
            release={release === null ? null : (titles.releases.get(release) ?? null)}
            change={changes?.get(seq) ?? null}
            reader={reader}
          />
          <EntryRight entry={entry} reader={reader} />
        </div>
        <EntryProof seq={seq} proof={proof} checkpoint={checkpoint} sha256={sha256} reader={reader} />
        <div className="min-w-0 xl:col-span-2">
          <EntryTexts entry={entry} />
        </div>
        <div className="min-w-0 xl:col-span-2">
          <EntryItself entry={entry} />
        </div>
      </div>
    </>
  );
}

/** By the newest checkpoint, where that is over the entry. */
async function proofOf(seq: number, signed: number): Promise<ProofView | null> {
  return seq > signed ? null : getProof(kernel().db.prisma, { seq, size: undefined });
}

/** The nearest entries that the reader may see. */
async function neighbours(
  actor: PersonActor,
  seq: number,
): Promise<{ before: number | null; after: number | null }> {
  const { prisma } = kernel().db;
  const [before, after] = await Promise.all([
    listEntries(prisma, actor, { before: seq, newestFirst: true, limit: 1 }),
    listEntries(prisma, actor, { after: seq, limit: 1 }),
  ]);
  return { before: before.items[0]?.seq ?? null, after: after.items[0]?.seq ?? null };
}
