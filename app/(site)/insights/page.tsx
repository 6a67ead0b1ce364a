import type { Metadata } from "next";
import type { ReactElement } from "react";
import { Drills, GoingBack } from "@/components/insights/going-back";
import { Readiness, SignOffs } from "@/components/insights/health-sections";
import { TellsNothing } from "@/components/insights/tells-nothing";
import { Unintended } from "@/components/insights/unintended";
import { Waits } from "@/components/insights/waits";
import { Live } from "@/components/layout/live";
import { PageHead } from "@/components/layout/top-bar";
import { buttonClass, LinkButton } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { Input, Select } from "@/components/ui/field";
import { FilterBar } from "@/components/ui/filter-bar";
import { Section } from "@/components/ui/section";
import { settleProjections } from "@/lib/gates/refresh-projections";
import { requireActor } from "@/lib/identity/get-actor";
import { healthCsvHref, healthHref } from "@/lib/insights/addresses";
import { healthOf } from "@/lib/insights/health-model";
import { listUnintended } from "@/lib/insights/observed-queries";
import { processHealth } from "@/lib/insights/queries";
import { filterOf } from "@/lib/insights/schemas";
import { healthTitles } from "@/lib/insights/title-queries";
import { namedIn, waitOf } from "@/lib/insights/titles";
import { monthWords } from "@/lib/insights/words";
import { kernel } from "@/lib/platform/app";
import { readChoices } from "@/lib/releases/choice-queries";
import { getReader } from "../_lib/reader";
import { healthQueryIn, type Search } from "./_filter";

export const metadata: Metadata = { title: "Insights" };

const mostShown = 50;

interface Props {
  searchParams: Promise<Search>;
}

export default async function InsightsPage({ searchParams }: Props): Promise<ReactElement> {
  await requireActor();
  const query = healthQueryIn(await searchParams);
  const own = kernel();
  // What waits is told as of now.
  await settleProjections(own);
  const { db, clock } = own;
  const now = clock.now();
  const filter = filterOf(query, now);
  const [answer, choices, unintended, reader] = await Promise.all([
    processHealth(db.prisma, filter, now),
    readChoices(db.prisma),
    listUnintended(db.prisma, { team: query.team, limit: mostShown }),
    getReader(),
  ]);
  const titles = await healthTitles(db.prisma, namedIn([...answer.figures, ...answer.waiting.map(waitOf)]));
  const isSet = Object.values(query).some((each) => each !== undefined);
  const shown = { answer, health: healthOf(answer), titles, query };
  return (
    <>
      <PageHead
        title="Insights"
        live={<Live />}
        acts={
          <a className={buttonClass()} href={healthCsvHref(query)} download="process-health.csv">
            Download as CSV
          </a>
        }
      >
        How releases went from {monthWords(filter.from)} to {monthWords(filter.to)}: where they wait, what was
        signed in vain, and how it is gone back. Every number opens to what it was computed from. Restricted
        releases are not counted.
      </PageHead>
      <FilterBar action="/insights" label="Insights" isSet={isSet}>
        <Select
          label="Team"
          name="team"
          defaultValue={query.team ?? ""}
          options={[{ value: "", label: "All teams" }, ...choices.teams]}
        />
        <Select
          label="Template"
          name="template"
          defaultValue={query.template ?? ""}
          options={[{ value: "", label: "All templates" }, ...choices.templates]}
        />
        <Input label="From" name="from" type="month" defaultValue={filter.from} />
        <Input label="To" name="to" type="month" defaultValue={filter.to} />
      </FilterBar>
      {answer.figures.length === 0 && answer.waiting.length === 0 ? (
        <Section title="Process health" className="max-w-5xl">
          <Empty
            title="Nothing to tell of this period"
            action={
              isSet ? <LinkButton href={healthHref({})}>Show the last twelve months</LinkButton> : undefined
            }
          >
            Figures come by themselves as releases are signed, reach users, are gone back on and completed.
          </Empty>
        </Section>
      ) : (
        <div className="grid gap-4 xl:grid-cols-2 xl:items-start">
          <div className="flex min-w-0 flex-col gap-4">
            <Readiness {...shown} />
            <Waits {...shown} />
          </div>
          <div className="flex min-w-0 flex-col gap-4">
            <SignOffs {...shown} />
            <GoingBack {...shown} />
            <Drills {...shown} />
            <TellsNothing {...shown} />
          </div>
        </div>
      )}
      <div className="pt-4">
        <Unintended page={unintended} reader={reader} team={query.team} />
      </div>
    </>
  );
}
