import Link from "next/link";
import type { ReactElement } from "react";
import { placeId } from "@/components/gates/acts";
import { inboxTitle } from "@/components/gates/inbox-list";
import { Live } from "@/components/layout/live";
import { PageHead } from "@/components/layout/top-bar";
import { type FilterValues, PortfolioFilter } from "@/components/releases/portfolio-filter";
import { PortfolioList } from "@/components/releases/portfolio-list";
import { LinkButton } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { Card, Section } from "@/components/ui/section";
import { type Reader, span } from "@/components/ui/time";
import { listComponents } from "@/lib/catalogue/queries";
import type { InboxItem } from "@/lib/gates/inbox-queries";
import { portfolio } from "@/lib/gates/portfolio-queries";
import { requireActor } from "@/lib/identity/get-actor";
import { listTeams } from "@/lib/identity/queries";
import { kernel } from "@/lib/platform/app";
import { releaseStates } from "@/lib/releases/model";
import { getInbox } from "./_lib/inbox";
import { getReader, one } from "./_lib/reader";

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function PortfolioPage({ searchParams }: Props): Promise<ReactElement> {
  const actor = await requireActor();
  const asked = await searchParams;
  const values: FilterValues = {
    q: one(asked["q"]) ?? "",
    state: one(asked["state"]) ?? "",
    team: one(asked["team"]) ?? "",
    component: one(asked["component"]) ?? "",
  };
  const { db, clock } = kernel();
  const now = clock.now();
  const filter = {
    state: releaseStates.find((state) => state === values.state),
    team: values.team === "" ? undefined : values.team,
    component: values.component === "" ? undefined : values.component,
    q: values.q === "" ? undefined : values.q,
  };
  const [reader, waiting, rows, teams, components] = await Promise.all([
    getReader(),
    getInbox(),
    portfolio(db.prisma, { actor, now, filter }),
    listTeams(db.prisma, { limit: 200 }),
    listComponents(db.prisma, { limit: 200 }),
  ]);
  const inFlight = rows.filter(({ state }) => state === "active" || state === "draft");
  const ended = rows.filter((row) => !inFlight.includes(row));
  const isFiltered = Object.values(values).some((value) => value !== "");
  return (
    <>
      <PageHead title="Portfolio" acts={<Live />}>
        {inFlight.length} in flight or in draft, {ended.length} ended.
      </PageHead>
      <Waiting items={waiting} reader={reader} />
      <PortfolioFilter
        values={values}
        teams={teams.items.map(({ key, title }) => ({ value: key, label: title }))}
        components={components.items.map(({ key, title }) => ({ value: key, label: title }))}
      />
      <div className="flex flex-col gap-6">
        {inFlight.length > 0 && <PortfolioList rows={inFlight} reader={actor} label="Releases in flight" />}
        {ended.length > 0 && (
          <section aria-labelledby="ended" className="flex flex-col gap-2">
            <h2 id="ended" className="text-base font-semibold">
              Ended
            </h2>
            <PortfolioList rows={ended} reader={actor} label="Ended releases" />
          </section>
        )}
        {rows.length === 0 && (
          <Card className="p-0">
            {isFiltered ? (
              <Empty title="No release is like that">Take a condition away, or clear the filter.</Empty>
            ) : (
              <Empty
                title="No releases yet"
                action={<LinkButton href="/templates">See the templates</LinkButton>}
              >
                A release begins from a template: it names the stages, the gates and who may decide. Create
                the first one with the command line:{" "}
                <code className="font-mono">countersign release create</code>.
              </Empty>
            )}
          </Card>
        )}
      </div>
    </>
  );
}

const shown = 3;

function Waiting({ items, reader }: { items: readonly InboxItem[]; reader: Reader }): ReactElement {
  if (items.length === 0) return <p className="pb-4 text-sm text-ink-2">Nothing waits for your decision.</p>;
  return (
    <Section
      className="mb-4"
      title={`Waiting for you (${items.length})`}
      aside={
        <Link
          href="/inbox"
          prefetch={false}
          className="inline-flex min-h-6 items-center text-accent underline underline-offset-2"
        >
          Open the inbox
        </Link>
      }
      flush
    >
      <ul>
        {items.slice(0, shown).map((item) => (
          <li
            key={`${item.release.slug} ${item.gate.key} ${item.requirement?.key ?? ""}`}
            className="grid gap-x-4 border-b border-line px-4 py-1.5 text-sm last:border-b-0 sm:grid-cols-[minmax(0,3fr)_minmax(0,2fr)_6rem] sm:items-center"
          >
            <Link
              href={`/inbox#${placeId({ release: item.release.slug, gate: item.gate.key, requirement: item.requirement?.key ?? null })}`}
              prefetch={false}
              className="inline-flex min-h-6 min-w-0 items-center font-medium hover:underline"
            >
              {inboxTitle(item)}
            </Link>
            <span className="min-w-0 text-ink-2">{item.release.title}</span>
            <span className="text-ink-3 sm:text-right">waits {span(reader.now - item.since)}</span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
