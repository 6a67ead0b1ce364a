import type { Metadata } from "next";
import type { ReactElement } from "react";
import { stringify } from "yaml";
import { CriteriaView } from "@/components/releases/criteria-view";
import { DocumentFrame } from "@/components/releases/document-frame";
import { PlanView } from "@/components/releases/plan-view";
import { RollbackPlanView } from "@/components/releases/rollback-plan-view";
import { Empty } from "@/components/ui/empty";
import { Card } from "@/components/ui/section";
import { requireActor } from "@/lib/identity/get-actor";
import { Criteria } from "@/lib/metrics/schemas";
import { kernel } from "@/lib/platform/app";
import { AppError } from "@/lib/platform/errors";
import type { DocumentAnswer } from "@/lib/releases/answers";
import { Plan } from "@/lib/releases/plan-schema";
import { getDocument } from "@/lib/releases/queries";
import { RollbackPlan } from "@/lib/rollbacks/schemas";
import { getReader, one } from "../../../_lib/reader";
import { getRelease } from "../_data";
import { writeDocument } from "./actions";

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
    documentOf(slug, "plan", one(asked["plan"])),
    documentOf(slug, "criteria", one(asked["criteria"])),
    documentOf(slug, "rollback-plan", one(asked["rollback-plan"])),
  ]);
  const { changePlan, changeCriteria, changeRollbackPlan } = release.abilities;
  const frame = { release: slug, reader, act: writeDocument };
  return (
    <div className="flex max-w-5xl flex-col gap-8">
      <DocumentFrame
        {...frame}
        kind="plan"
        title="Plan"
        document={plan}
        source={yamlOf(plan, planExample)}
        ability={changePlan}
      >
        <PlanView plan={Plan.parse(plan?.document ?? {})} />
      </DocumentFrame>
      <DocumentFrame
        {...frame}
        kind="criteria"
        title="Criteria"
        document={criteria}
        source={yamlOf(criteria, "[]\n")}
        ability={changeCriteria}
      >
        <div className="rounded-lg border border-line bg-surface">
          <CriteriaView criteria={Criteria.parse(criteria?.document ?? [])} />
        </div>
      </DocumentFrame>
      <DocumentFrame
        {...frame}
        kind="rollback-plan"
        title="Rollback plan"
        document={rollback}
        source={yamlOf(rollback, "")}
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

const planExample = `objective:
  problem: ""
  successMetrics: []
  acceptableRisk: ""
`;

async function documentOf(
  slug: string,
  kind: DocumentAnswer["kind"],
  version: string | undefined,
): Promise<DocumentAnswer | null> {
  const actor = await requireActor();
  const { db } = kernel();
  const number = version !== undefined && /^\d{1,6}$/.test(version) ? Number(version) : undefined;
  try {
    return await getDocument(db.prisma, { slug, actor, kind, version: number });
  } catch (error) {
    if (error instanceof AppError && error.code === "not-found") return null;
    throw error;
  }
}

function yamlOf(document: DocumentAnswer | null, empty: string): string {
  if (document === null || document.document === null) return empty;
  return stringify(document.document, { lineWidth: 100 });
}
