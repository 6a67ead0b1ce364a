import type { Metadata } from "next";
import type { ReactElement } from "react";
import type { EntryTitles } from "@/components/audit/entry-words";
import { Timeline } from "@/components/audit/timeline";
import { LinkButton } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { Card } from "@/components/ui/section";
import { listEntries } from "@/lib/audit/queries";
import { requireActor } from "@/lib/identity/get-actor";
import { kernel } from "@/lib/platform/app";
import type { ReleaseView } from "@/lib/releases/page-model";
import { getReader, one } from "../../../_lib/reader";
import { getRelease } from "../_data";

interface Props {
  params: Promise<{ slug: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

const perPage = 60;

function titlesOf({ stages, components }: ReleaseView): EntryTitles {
  const gates = stages.flatMap((stage) => stage.gates);
  const requirements = gates.flatMap((gate) =>
    gate.requirements.flatMap(({ key, title }): [string, string][] =>
      key === null || title === null ? [] : [[`${gate.key}/${key}`, title]],
    ),
  );
  return {
    stages: new Map(stages.map(({ key, title }) => [key, title])),
    gates: new Map(gates.map(({ key, title }) => [key, title])),
    requirements: new Map(requirements),
    components: new Map(components.map(({ key, title }) => [key, title])),
  };
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { title } = await getRelease((await params).slug);
  return { title: `Timeline · ${title}` };
}

export default async function TimelinePage({ params, searchParams }: Props): Promise<ReactElement> {
  const { slug } = await params;
  const asked = one((await searchParams)["before"]);
  const before = asked !== undefined && /^\d{1,15}$/.test(asked) ? Number(asked) : undefined;
  const actor = await requireActor();
  const release = await getRelease(slug);
  const [entries, reader] = await Promise.all([
    listEntries(kernel().db.prisma, actor, { release: slug, before, newestFirst: true, limit: perPage + 1 }),
    getReader(),
  ]);
  const shown = entries.slice(0, perPage);
  const last = shown.at(-1);
  return (
    <div className="max-w-4xl">
      {shown.length === 0 ? (
        <Card className="p-0">
          <Empty title="Nothing is recorded here">
            Every decision on this release becomes an entry of the ledger: who, in which role, by which right,
            on what content.
          </Empty>
        </Card>
      ) : (
        <Timeline entries={shown} titles={titlesOf(release)} reader={reader} />
      )}
      <nav aria-label="Pages of the timeline" className="flex gap-2 pt-4 lg:pl-30">
        {before !== undefined && <LinkButton href={`/releases/${slug}/timeline`}>Newest</LinkButton>}
        {entries.length > perPage && last !== undefined && (
          <LinkButton href={`/releases/${slug}/timeline?before=${last.seq}`}>Earlier</LinkButton>
        )}
      </nav>
    </div>
  );
}
