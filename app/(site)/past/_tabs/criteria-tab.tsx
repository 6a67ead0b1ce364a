import type { ReactElement } from "react";
import { CriteriaList } from "@/components/criteria/criteria-list";
import { LinkButton } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { Card, Section } from "@/components/ui/section";
import { unitsOf } from "@/lib/metrics/queries";
import { Criteria } from "@/lib/metrics/schemas";
import { criteriaStanding } from "@/lib/metrics/verdict-queries";
import { explainActor, getPastDocument } from "@/lib/releases/past-queries";
import { standingEpisodes } from "@/lib/rollbacks/episode-queries";
import type { TabProps } from "./tab";

/** What was agreed, and what each criterion was taken for by what had been evaluated. */
export async function CriteriaTab({ past }: TabProps): Promise<ReactElement> {
  const { view, reader, read } = past;
  const page = `/releases/${view.slug}`;
  const { criteria, units, standing, episodes } = await read(async (db, asked) => {
    const document = await getPastDocument(db, { releaseId: view.id, kind: "criteria" });
    const agreed = Criteria.parse(document ?? []);
    const reading = { ...asked, actor: explainActor };
    return {
      criteria: agreed,
      units: await unitsOf(
        db,
        agreed.map(({ metric }) => metric),
      ),
      standing: await criteriaStanding(db, reading),
      episodes: await standingEpisodes(db, reading),
    };
  });
  if (criteria.length === 0)
    return (
      <Card className="max-w-5xl p-0">
        <Empty title="No criteria were agreed" />
      </Card>
    );
  return (
    <div className="flex max-w-5xl flex-col gap-6">
      <Section
        title="Agreed criteria"
        flush
        aside={
          <LinkButton size="sm" look="quiet" href={`${page}/plan#criteria`} prefetch={false}>
            Read as a document
          </LinkButton>
        }
      >
        <CriteriaList
          criteria={criteria}
          shown={null}
          units={units}
          standing={new Map(standing.map((each) => [each.key, each]))}
          sources={new Map()}
          episodes={new Map(episodes.map((each) => [each.criterion, each]))}
          rollbacks={`${page}/rollbacks`}
          reader={reader}
          href={() => page}
        />
      </Section>
    </div>
  );
}
