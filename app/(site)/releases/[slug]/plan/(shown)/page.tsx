import type { Metadata } from "next";
import type { ReactElement } from "react";
import { CriteriaView } from "@/components/releases/criteria-view";
import { DocumentFrame } from "@/components/releases/document-frame";
import { PlanView } from "@/components/releases/plan-view";
import { RollbackPlanView } from "@/components/releases/rollback-plan-view";
import { Empty } from "@/components/ui/empty";
import { Card } from "@/components/ui/section";
import { Criteria } from "@/lib/metrics/schemas";
import { Plan } from "@/lib/releases/plan-schema";
import { RollbackPlan } from "@/lib/rollbacks/schemas";
import { getReader, one } from "../../../../_lib/reader";
import { getRelease, getReleaseDocument } from "../../_data";

interface Props {
  params: Promise<{ slug: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { title } = await getRelease((await params).slug);
  return { title: `Plan · ${title}` };
}

export default async function PlanPage({ params, searchParams }: Props): Promise<ReactElement> {
  const { slug } = await params;
  const asked = await searchParams;
  const [release, reader, plan, criteria, rollback] = await Promise.all([
    getRelease(slug),
    getReader(),
    getReleaseDocument(slug, "plan", one(asked["plan"])),
    getReleaseDocument(slug, "criteria", one(asked["criteria"])),
    getReleaseDocument(slug, "rollback-plan", one(asked["rollback-plan"])),
  ]);
  const { changePlan, changeCriteria, changeRollbackPlan } = release.abilities;
  const frame = { release: slug, reader };
  return (
    <div className="flex max-w-5xl flex-col gap-8">
      <DocumentFrame {...frame} kind="plan" title="Plan" document={plan} ability={changePlan}>
        <PlanView plan={Plan.parse(plan?.document ?? {})} />
      </DocumentFrame>
      <DocumentFrame {...frame} kind="criteria" title="Criteria" document={criteria} ability={changeCriteria}>
        <div className="rounded-lg border border-line bg-surface">
          <CriteriaView criteria={Criteria.parse(criteria?.document ?? [])} />
        </div>
      </DocumentFrame>
      <DocumentFrame
        {...frame}
        kind="rollback-plan"
        title="Rollback plan"
        document={rollback}
        ability={changeRollbackPlan}
      >
        {rollback?.document === null || rollback?.document === undefined ? (
          <Card className="p-0">
            <Empty title="No rollback plan is written">
              It says when and how the release goes back: the target, who decides within which time, each step
              and how it is verified. It is agreed before exposure.
            </Empty>
          </Card>
        ) : (
          <RollbackPlanView plan={RollbackPlan.parse(rollback.document)} />
        )}
      </DocumentFrame>
    </div>
  );
}
