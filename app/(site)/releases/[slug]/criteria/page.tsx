import type { Metadata } from "next";
import type { ReactElement } from "react";
import { CriteriaList } from "@/components/criteria/criteria-list";
import { KeptRun } from "@/components/criteria/kept-run";
import { SourceNotices, type SourceShown } from "@/components/criteria/source-notices";
import { SplitNotice } from "@/components/criteria/split-notice";
import { TeachSamples } from "@/components/criteria/teach-samples";
import { TrialForm } from "@/components/criteria/trial-form";
import { TrialView } from "@/components/criteria/trial-view";
import { LinkButton } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { Notice } from "@/components/ui/notice";
import { Card, Section } from "@/components/ui/section";
import { requireActor } from "@/lib/identity/get-actor";
import { isRegression } from "@/lib/metrics/criterion-digest";
import { sourcesOfRelease, unitsOf } from "@/lib/metrics/queries";
import { Criteria, type Criterion } from "@/lib/metrics/schemas";
import { trafficSplit } from "@/lib/metrics/split-queries";
import { kindsCompared } from "@/lib/metrics/traffic-split";
import { momentText, readTrialParams, type TrialParams } from "@/lib/metrics/trial-params";
import { getStoredTrial } from "@/lib/metrics/trial-queries";
import { criteriaStanding } from "@/lib/metrics/verdict-queries";
import { lastBacktest } from "@/lib/metrics/tried-queries";
import { kernel } from "@/lib/platform/app";
import { standingEpisodes } from "@/lib/rollbacks/episode-queries";
import { getReader, one } from "../../../_lib/reader";
import { getRelease, getReleaseDocument } from "../_data";
import { keepRun } from "./actions";

interface Props {
  params: Promise<{ slug: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { title } = await getRelease((await params).slug);
  return { title: `Criteria · ${title}` };
}

const asked = ["value", "for", "window", "from", "to", "incidents"] as const;

export default async function CriteriaPage({ params, searchParams }: Props): Promise<ReactElement> {
  const { slug } = await params;
  const search = await searchParams;
  const [release, document] = await Promise.all([getRelease(slug), getReleaseDocument(slug, "criteria")]);
  const criteria = Criteria.parse(document?.document ?? []);
  const shown = criteria.find(({ key }) => key === one(search["criterion"])) ?? criteria[0];
  const path = `/releases/${slug}/criteria`;
  const mayChange = release.abilities.changeCriteria.allowed;
  if (shown === undefined)
    return (
      <Card className="max-w-5xl p-0">
        <Empty
          title="No criteria are agreed"
          action={
            mayChange && <LinkButton href={`/releases/${slug}/plan/criteria`}>Write criteria</LinkButton>
          }
        >
          A criterion says at which measurement the release is held or rolled back. They are agreed before
          anything is exposed, and can be tried here on history first.
        </Empty>
      </Card>
    );
  const { db, clock } = kernel();
  const metrics = criteria.map(({ metric }) => metric);
  const reading = { slug, actor: await requireActor(), now: clock.now() };
  const isCompared = criteria.some(({ kind }) => kindsCompared.has(kind));
  const [units, sources, reader, standing, split, episodes] = await Promise.all([
    unitsOf(db.prisma, metrics),
    sourcesOfRelease(db.prisma, metrics, slug),
    getReader(),
    criteriaStanding(db.prisma, reading),
    isCompared ? trafficSplit(db.prisma, reading) : null,
    standingEpisodes(db.prisma, reading),
  ]);
  return (
    <div className="flex max-w-5xl flex-col gap-6">
      <SourceNotices sources={sources} reader={reader} />
      {split !== null && <SplitNotice split={split} reader={reader} />}
      <Section
        title="Agreed criteria"
        flush
        aside={
          <LinkButton size="sm" look="quiet" href={`/releases/${slug}/plan/criteria`}>
            {mayChange ? "Change them" : "Read as a document"}
          </LinkButton>
        }
      >
        <CriteriaList
          criteria={criteria}
          shown={shown.key}
          units={units}
          standing={new Map(standing.map((each) => [each.key, each]))}
          sources={sources}
          episodes={new Map(episodes.map((each) => [each.criterion, each]))}
          rollbacks={`/releases/${slug}/rollbacks`}
          reader={reader}
          href={(key) => `${path}?criterion=${encodeURIComponent(key)}#history`}
        />
      </Section>
      <History
        slug={slug}
        path={path}
        criterion={shown}
        regressions={criteria.filter(isRegression).length}
        source={sources.get(shown.metric)}
        params={Object.fromEntries(asked.map((name) => [name, one(search[name])]))}
      />
    </div>
  );
}

async function History({
  slug,
  path,
  criterion,
  regressions,
  source,
  params,
}: {
  slug: string;
  path: string;
  criterion: Criterion;
  regressions: number;
  /** How its metric is read; undefined: it is pushed. */
  source: SourceShown | undefined;
  params: TrialParams;
}): Promise<ReactElement> {
  const [actor, reader] = [await requireActor(), await getReader()];
  const { db, clock } = kernel();
  const read = readTrialParams(criterion, params);
  const stored = await getStoredTrial(db.prisma, {
    slug,
    actor,
    now: clock.now(),
    regressions,
    zone: reader.zone,
    ...read,
  });
  const lastKept = await lastBacktest(db.prisma, { slug, criterion });
  const { trial } = stored;
  const isRun = trial !== null && trial.evaluations > 0 && !read.isTried;
  const kept = Object.entries(params).flatMap(([name, value]): [string, string][] =>
    typeof value === "string" && name !== "value" ? [[name, value]] : [],
  );
  const hrefs = `${path}?${new URLSearchParams([["criterion", criterion.key], ...kept]).toString()}`;
  const isEvents = criterion.kind === "rate-regression" || criterion.kind === "burn-rate";
  return (
    <Section id="history" title={`${criterion.title ?? criterion.key}, over history`}>
      <div className="flex flex-col gap-4">
        {read.faults.length > 0 && (
          <Notice tone="work" title="Some of it cannot be tried">
            <ul>
              {read.faults.map((fault) => (
                <li key={fault}>{fault}</li>
              ))}
            </ul>
          </Notice>
        )}
        {read.isTried && (
          <Notice tone="aged" title="This is a trial; nothing of it is agreed or kept">
            {trial?.sentence}
          </Notice>
        )}
        {!read.isTried && (
          <KeptRun
            kept={lastKept}
            release={slug}
            criterion={criterion.key}
            span={isRun ? { from: params.from, to: params.to } : null}
            act={keepRun}
            reader={reader}
          />
        )}
        <TrialView
          // A file is tried anew when something else is asked.
          key={hrefs + (params.value ?? "")}
          stored={trial}
          asked={{ ...stored.asked, from: read.from, to: read.to }}
          hrefs={hrefs}
          reader={reader}
        >
          <TeachSamples
            release={slug}
            metric={criterion.metric}
            isDeclared={stored.isDeclared}
            isEvents={isEvents}
            source={source}
          />
        </TrialView>
        <div className="border-t border-line pt-4">
          <h3 className="pb-2 text-base font-semibold">Try other settings</h3>
          <TrialForm
            action={path}
            criterion={criterion}
            params={params}
            range={
              trial === null ? null : { from: momentText(trial.chart.from), to: momentText(trial.chart.to) }
            }
          />
        </div>
      </div>
    </Section>
  );
}
