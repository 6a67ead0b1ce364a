import type { Metadata } from "next";
import Link from "next/link";
import type { ReactElement } from "react";
import { LedgerFilterBar } from "@/components/audit/ledger-filter";
import { Timeline } from "@/components/audit/timeline";
import { roleWords } from "@/components/gates/status";
import { LinkButton } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { Pagination } from "@/components/ui/pagination";
import { Card } from "@/components/ui/section";
import { readFilterChoices } from "@/lib/audit/filter-choice-queries";
import { type EntryPage, listEntries } from "@/lib/audit/queries";
import {
  ledgerFilterNames,
  type LedgerFilter,
  ledgerHref,
  readLedgerFilter,
} from "@/lib/audit/timeline-schemas";
import { readTitles } from "@/lib/audit/title-queries";
import { requireActor } from "@/lib/identity/get-actor";
import { kernel } from "@/lib/platform/app";
import { decisionWords } from "@/lib/policy/decision-words";
import { dayAfter, startOfDayIn } from "@/lib/releases/calendar";
import { numberIn } from "../../_lib/filters";
import { getReader, one } from "../../_lib/reader";

export const metadata: Metadata = { title: "Ledger" };

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

const perPage = 60;

export default async function LedgerPage({ searchParams }: Props): Promise<ReactElement> {
  const asked = await searchParams;
  const actor = await requireActor();
  const reader = await getReader();
  const { prisma } = kernel().db;
  const filter = readLedgerFilter(
    Object.fromEntries(ledgerFilterNames.map((name) => [name, one(asked[name])])),
  );
  const before = numberIn(asked["before"]);
  const { from, to, release, ...conditions } = filter;
  const [page, choices] = await Promise.all([
    listEntries(prisma, actor, {
      release,
      before,
      conditions,
      from: from === undefined ? undefined : new Date(startOfDayIn(reader.zone, from)),
      until: to === undefined ? undefined : new Date(startOfDayIn(reader.zone, dayAfter(to, 1))),
      newestFirst: true,
      limit: perPage,
    }),
    readFilterChoices(prisma, actor),
  ]);
  const titles = await readTitles(prisma, page.items);
  return (
    <div className="flex max-w-5xl flex-col gap-3">
      <div>
        <LedgerFilterBar filter={filter} choices={choices} />
        <Histories filter={filter} />
        {page.items.length === 0 ? (
          <Nothing filter={filter} page={page} />
        ) : (
          <Timeline entries={page.items} titles={titles.of} releases={titles.releases} reader={reader} />
        )}
      </div>
      <Pagination
        label="Pages of the ledger"
        shown={page.items.length === 1 ? "1 entry" : `${page.items.length} entries`}
        first={before === undefined ? null : ledgerHref(filter)}
        next={page.next === null ? null : ledgerHref(filter, page.next)}
      />
    </div>
  );
}

/** Where more is known of what the list is narrowed to. */
function Histories({
  filter: { person, role, decision, grant },
}: {
  filter: LedgerFilter;
}): ReactElement | null {
  const links = [
    ...(person === undefined
      ? []
      : [
          {
            href: `/ledger/people/${encodeURIComponent(person)}`,
            label: `Roles and access of ${person} over time`,
          },
        ]),
    ...(role === undefined
      ? []
      : [{ href: `/ledger/roles/${role}`, label: `Who held the role ${roleWords(role)} when` }]),
    ...(decision === undefined
      ? []
      : [{ href: `/ledger/rights/${decision}`, label: `What granted “${decisionWords(decision)}” when` }]),
  ];
  if (links.length === 0 && grant === undefined) return null;
  return (
    <p className="flex flex-wrap gap-x-4 gap-y-1 pb-3 text-sm">
      {grant !== undefined && (
        <span className="text-ink-2">
          By one row alone that gave the right:{" "}
          <code className="font-mono text-xs wrap-anywhere">{grant}</code>
        </span>
      )}
      {links.map(({ href, label }) => (
        <Link key={href} href={href} prefetch={false} className="text-accent hover:underline">
          {label}
        </Link>
      ))}
    </p>
  );
}

/** A page that is empty is not the end where more can be looked through. */
function Nothing({ filter, page: { next } }: { filter: LedgerFilter; page: EntryPage }): ReactElement {
  return (
    <Card className="p-0">
      {next !== null ? (
        <Empty
          title={`No entry from ${next} on is like that`}
          action={<LinkButton href={ledgerHref(filter, next)}>Look further back</LinkButton>}
        >
          So many are looked through for one page. There can be some before.
        </Empty>
      ) : Object.keys(filter).length > 0 ? (
        <Empty
          title="No entry is like that"
          action={<LinkButton href="/ledger">Show the whole ledger</LinkButton>}
        >
          Of a release that you may not see there are no entries here.
        </Empty>
      ) : (
        <Empty title="Nothing is recorded yet">
          Every decision becomes an entry: who, in which role, by which right, on what content. It is numbered
          a moment later, and signed with all before it.
        </Empty>
      )}
    </Card>
  );
}
