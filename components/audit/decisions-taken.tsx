import Link from "next/link";
import type { ReactElement } from "react";
import { Empty } from "@/components/ui/empty";
import { Card } from "@/components/ui/section";
import type { Reader } from "@/components/ui/time";
import type { EntryPage } from "@/lib/audit/queries";
import type { TitlesOfEntries } from "@/lib/audit/title-queries";
import { Timeline } from "./timeline";

/** Decisions with right and release, the newest first, and where all of them are. */
export function DecisionsTaken({
  title,
  page,
  titles,
  reader,
  all,
  none,
}: {
  title: string;
  page: EntryPage;
  titles: TitlesOfEntries;
  reader: Reader;
  /** Address of the ledger, narrowed to them. */
  all: string;
  none: string;
}): ReactElement {
  return (
    <section aria-label={title} className="flex max-w-5xl flex-col gap-2 pt-6">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <h2 className="text-lg font-semibold">{title}</h2>
        <Link
          href={all}
          prefetch={false}
          className="inline-flex min-h-6 items-center text-sm text-accent hover:underline"
        >
          In the ledger
        </Link>
      </div>
      {page.items.length === 0 ? (
        <Card className="p-0">
          <Empty title="None that you can see">{none}</Empty>
        </Card>
      ) : (
        <Timeline entries={page.items} titles={titles.of} releases={titles.releases} reader={reader} />
      )}
    </section>
  );
}
