import type { Metadata } from "next";
import type { ReactElement } from "react";
import { inboxId, inboxTitle } from "@/components/gates/acts";
import { Live } from "@/components/layout/live";
import { PageHead } from "@/components/layout/top-bar";
import { PortfolioFilter } from "@/components/releases/portfolio-filter";
import { lineOf } from "@/components/releases/portfolio-line";
import { PortfolioList } from "@/components/releases/portfolio-list";
import { conditionsInWords, withoutDefaults } from "@/components/releases/portfolio-words";
import { RefreshSoon } from "@/components/releases/refresh-soon";
import { ManageViewsButton, SaveViewButton } from "@/components/releases/view-sheets";
import { ViewTabs } from "@/components/releases/view-tabs";
import { viewTabs } from "@/components/releases/views";
import { WaitingForYou } from "@/components/releases/waiting-for-you";
import { OrganisationHeld } from "@/components/rollouts/organisation-hold";
import { LinkButton } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { Notice } from "@/components/ui/notice";
import { Pagination } from "@/components/ui/pagination";
import { Card } from "@/components/ui/section";
import { type Reader, span } from "@/components/ui/time";
import type { Inbox } from "@/lib/gates/inbox-queries";
import { countedTo, type PortfolioPage as Page } from "@/lib/gates/portfolio-queries";
import { requireActor } from "@/lib/identity/get-actor";
import { kernel } from "@/lib/platform/app";
import { dayIn } from "@/lib/releases/calendar";
import { readChoices } from "@/lib/releases/choice-queries";
import {
  filterQuery,
  portfolioHref,
  readReleaseFilter,
  type ReleaseFilter,
} from "@/lib/releases/list-schemas";
import { listViews } from "@/lib/releases/view-queries";
import { decisionWords } from "@/lib/policy/decision-words";
import type { Decision } from "@/lib/policy/model";
import type { PendingRow } from "@/lib/policy/pending-queries";
import { getInbox } from "./_lib/inbox";
import { getWaitingProposals } from "./_lib/pending";
import { isNarrowed, readPortfolio } from "./_lib/portfolio";
import { getReader, one } from "./_lib/reader";
import { changeOwnView, moveOwnView, removeOwnView, saveViewAs } from "./views-actions";

export const metadata: Metadata = { title: "Portfolio" };

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

const viewActs = { save: saveViewAs, change: changeOwnView, move: moveOwnView, remove: removeOwnView };

export default async function PortfolioPage({ searchParams }: Props): Promise<ReactElement> {
  const actor = await requireActor();
  const asked = await searchParams;
  const { filter, ignored } = readReleaseFilter(asked);
  const reader = await getReader();
  const today = dayIn(reader.zone, reader.now);
  const [waiting, proposals, { page, counts, holds }, choices, saved] = await Promise.all([
    getInbox(),
    getWaitingProposals(),
    readPortfolio({ actor, filter, today, cursor: one(asked["cursor"]), back: one(asked["back"]) }),
    readChoices(kernel().db.prisma),
    listViews(kernel().db.prisma, actor),
  ]);
  const tabs = viewTabs(filter, { counts, saved });
  const canSave = isNarrowed(filter) && !tabs.some(({ isCurrent }) => isCurrent);
  const own = saved.filter(({ isOwn }) => isOwn);
  return (
    <>
      <PageHead
        title="Portfolio"
        live={<Live />}
        acts={
          <LinkButton href="/releases/new" look="primary" prefetch={false}>
            New release
          </LinkButton>
        }
      />
      {holds.map((hold) => (
        <div key={hold.id} className="pb-3">
          <OrganisationHeld hold={hold} reader={reader} />
        </div>
      ))}
      <Waiting inbox={waiting} proposals={proposals} reader={reader} />
      <div className="flex flex-col gap-3">
        <ViewTabs
          tabs={tabs}
          countedTo={countedTo}
          more={
            <>
              {canSave && (
                <SaveViewButton
                  query={filterQuery(withoutDefaults(filter))}
                  words={conditionsInWords(withoutDefaults(filter))
                    .map(({ words }) => words)
                    .join(" · ")}
                  save={saveViewAs}
                />
              )}
              {own.length > 0 && <ManageViewsButton views={own} acts={viewActs} />}
            </>
          }
        />
        <div>
          <PortfolioFilter filter={filter} choices={choices} />
          {ignored.length > 0 && (
            <Notice tone="work" className="mb-3">
              Left out, since the address holds nothing that fits: {ignored.join(", ")}.
            </Notice>
          )}
          <List page={page} filter={filter} today={today} readerId={actor.id} />
        </div>
      </div>
    </>
  );
}

const labels: Partial<Record<NonNullable<ReleaseFilter["state"]>, string>> = {
  "in-flight": "Releases in flight",
  ended: "Ended releases",
};

function List({
  page,
  filter,
  today,
  readerId,
}: {
  page: Page;
  filter: ReleaseFilter;
  today: string;
  readerId: string;
}): ReactElement {
  if (page.rows.length === 0) return <Nothing filter={filter} />;
  const here = withoutDefaults(filter);
  const at = (name: "cursor" | "back", position: string | null) =>
    position === null ? null : portfolioHref(here, { [name]: position });
  return (
    <div className="flex flex-col gap-2">
      <PortfolioList
        lines={page.rows.map((row) => lineOf(row, readerId))}
        today={today}
        label={labels[filter.state ?? "in-flight"] ?? "Releases"}
      />
      {page.rows.some(({ isRefreshing }) => isRefreshing) && <RefreshSoon />}
      <Pagination
        label="Pages of releases"
        shown={page.rows.length === 1 ? "1 release" : `${page.rows.length} releases`}
        first={page.previous === null ? null : portfolioHref(here)}
        previous={at("back", page.previous)}
        next={at("cursor", page.next)}
      />
    </div>
  );
}

function Nothing({ filter }: { filter: ReleaseFilter }): ReactElement {
  return (
    <Card className="p-0">
      {isNarrowed(filter) ? (
        <Empty title="No release is like that">Take a condition away, or clear the filter.</Empty>
      ) : (
        <Empty
          title="No releases in flight"
          action={<LinkButton href="/releases/new">New release</LinkButton>}
        >
          A release begins from a template: it names the stages, the gates and who may decide.
        </Empty>
      )}
    </Card>
  );
}

const shown = 3;

function Waiting({
  inbox: { items, obligations },
  proposals,
  reader,
}: {
  inbox: Inbox;
  proposals: readonly PendingRow[];
  reader: Reader;
}): ReactElement {
  const count = proposals.length + items.length + obligations.length;
  if (count === 0) return <p className="pb-4 text-sm text-ink-2">Nothing waits for your decision.</p>;
  const proposed = proposals.map(({ id, decision, release, openedAt }) => ({
    href: `/inbox#pending-${id}`,
    title: `${decisionWords(decision as Decision)}: proposed`,
    release: release?.title ?? "",
    waits: `waits ${span(reader.now - openedAt.getTime())}`,
  }));
  const asked = items.slice(0, shown).map((item) => ({
    href: `/inbox#${inboxId(item)}`,
    title: inboxTitle(item),
    release: item.release.title,
    waits: `waits ${span(reader.now - item.since)}`,
  }));
  const owed = obligations.slice(0, shown).map(({ id, title, release, dueAt }) => ({
    href: `/inbox#obligation-${id}`,
    title,
    release: release.title,
    waits: dueAt <= reader.now ? `overdue ${span(reader.now - dueAt)}` : `due in ${span(dueAt - reader.now)}`,
  }));
  return <WaitingForYou count={count} lines={[...proposed, ...owed, ...asked].slice(0, shown)} />;
}
