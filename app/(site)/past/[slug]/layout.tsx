import type { ReactElement, ReactNode } from "react";
import { stopWords } from "@/components/audit/stop-words";
import { MomentBar } from "@/components/releases/moment-bar";
import { listEntries } from "@/lib/audit/queries";
import { listStops } from "@/lib/audit/stop-queries";
import { requireActor } from "@/lib/identity/get-actor";
import { kernel } from "@/lib/platform/app";
import { loadAuthority } from "@/lib/releases/authority";
import { entryTitles } from "@/lib/releases/entry-titles";
import { found } from "../../_lib/found";
import { getReader } from "../../_lib/reader";

/** So many of the latest are told in the bar; of those before it shows the time alone. */
const mostTold = 1_000;

/** Stays while the moment changes, so that the slider keeps the focus. */
export default async function PastLayout({
  children,
  params,
}: {
  children: ReactNode;
  params: Promise<{ slug: string }>;
}): Promise<ReactElement> {
  const { slug } = await params;
  const actor = await requireActor();
  const { db, clock } = kernel();
  const authority = await found(loadAuthority(db.prisma, { slug, actor, now: clock.now() }));
  const [stops, { items: entries }, reader] = await Promise.all([
    listStops(db.prisma, { release: slug, actor }),
    listEntries(db.prisma, actor, { release: slug, newestFirst: true, limit: mostTold }),
    getReader(),
  ]);
  const words = stopWords(entries, entryTitles(authority));
  return (
    <>
      <MomentBar
        release={slug}
        stops={stops.map((at) => ({ at, words: words.get(at) ?? null }))}
        reader={reader}
      />
      {children}
    </>
  );
}
