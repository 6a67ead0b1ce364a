import type { Metadata } from "next";
import type { ReactElement } from "react";
import { CheckpointList, KeyList } from "@/components/audit/checkpoint-list";
import { CompareCheckpoint } from "@/components/audit/compare-checkpoint";
import { Empty } from "@/components/ui/empty";
import { Pagination } from "@/components/ui/pagination";
import { Section } from "@/components/ui/section";
import { getKeys, listCheckpoints } from "@/lib/audit/proof-queries";
import { requireActor } from "@/lib/identity/get-actor";
import { kernel } from "@/lib/platform/app";
import { AppError } from "@/lib/platform/errors";
import { addressWith } from "../../../_lib/filters";
import { getReader, one } from "../../../_lib/reader";

export const metadata: Metadata = { title: "Checkpoints · Ledger" };

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

const path = "/ledger/checkpoints";

export default async function CheckpointsPage({ searchParams }: Props): Promise<ReactElement> {
  await requireActor();
  const cursor = one((await searchParams)["cursor"]);
  const [{ keys }, { items, nextCursor }, reader] = await Promise.all([
    getKeys(kernel().db.prisma),
    readCheckpoints(cursor),
    getReader(),
  ]);
  return (
    <div className="grid gap-4 xl:grid-cols-[minmax(0,3fr)_minmax(0,2fr)] xl:items-start">
      <div className="flex min-w-0 flex-col gap-3">
        <Section title="Checkpoints" flush>
          {items.length === 0 ? (
            <Empty title="Nothing was signed yet">
              A checkpoint is a signature over all entries so far, made within a minute after the last.
              Whoever keeps one can tell later whether anything before it was altered.
            </Empty>
          ) : (
            <CheckpointList checkpoints={items} reader={reader} />
          )}
        </Section>
        {items.length > 0 && (
          <Pagination
            label="Pages of checkpoints"
            shown={items.length === 1 ? "1 checkpoint" : `${items.length} checkpoints`}
            first={cursor === undefined ? null : path}
            next={nextCursor === null ? null : addressWith(path, { cursor: nextCursor })}
          />
        )}
      </div>
      <div className="flex min-w-0 flex-col gap-4">
        <Section title="Compare with one that you hold">
          <CompareCheckpoint />
        </Section>
        <Section title="Keys" aside="each signs the next" flush>
          {keys.length === 0 ? (
            <Empty title="No key was introduced yet">The first checkpoint brings it.</Empty>
          ) : (
            <KeyList keys={keys} reader={reader} />
          )}
        </Section>
      </div>
    </div>
  );
}

/** A cursor that is none shows the start. */
async function readCheckpoints(cursor: string | undefined): ReturnType<typeof listCheckpoints> {
  const { prisma } = kernel().db;
  try {
    return await listCheckpoints(prisma, { limit: 30, cursor });
  } catch (error) {
    if (!(error instanceof AppError) || cursor === undefined) throw error;
    return listCheckpoints(prisma, { limit: 30 });
  }
}
