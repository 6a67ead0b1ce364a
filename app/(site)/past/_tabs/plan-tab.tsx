import type { ReactElement } from "react";
import { CriteriaView } from "@/components/releases/criteria-view";
import { DocumentFrame } from "@/components/releases/document-frame";
import { PlanView } from "@/components/releases/plan-view";
import { RollbackPlanView } from "@/components/releases/rollback-plan-view";
import { Empty } from "@/components/ui/empty";
import { Card } from "@/components/ui/section";
import { Criteria } from "@/lib/metrics/schemas";
import { AppError } from "@/lib/platform/errors";
import type { DocumentAnswer } from "@/lib/releases/answers";
import { explainActor } from "@/lib/releases/past-queries";
import { Plan } from "@/lib/releases/plan-schema";
import { getDocument } from "@/lib/releases/queries";
import { RollbackPlan } from "@/lib/rollbacks/schemas";
import { one } from "../../_lib/reader";
import type { Past } from "../_data";
import type { TabProps } from "./tab";

/** The documents as they stood, or one of the versions that they had by then. */
export async function PlanTab({ past, search }: TabProps): Promise<ReactElement> {
  const { view, reader } = past;
  const plan = await documentOf(past, "plan", one(search["plan"]));
  const criteria = await documentOf(past, "criteria", one(search["criteria"]));
  const rollback = await documentOf(past, "rollback-plan", one(search["rollback-plan"]));
  const frame = { release: view.slug, reader, ability: null };
  return (
    <div className="flex max-w-5xl flex-col gap-8">
      <DocumentFrame {...frame} kind="plan" title="Plan" document={plan}>
        <PlanView plan={Plan.parse(plan?.document ?? {})} />
      </DocumentFrame>
      <DocumentFrame {...frame} kind="criteria" title="Criteria" document={criteria}>
        <div className="rounded-lg border border-line bg-surface">
          <CriteriaView criteria={Criteria.parse(criteria?.document ?? [])} />
        </div>
      </DocumentFrame>
      <DocumentFrame {...frame} kind="rollback-plan" title="Rollback plan" document={rollback}>
        {rollback?.document === null || rollback?.document === undefined ? (
          <Card className="p-0">
            <Empty title="No rollback plan was written" />
          </Card>
        ) : (
          <RollbackPlanView plan={RollbackPlan.parse(rollback.document)} />
        )}
      </DocumentFrame>
    </div>
  );
}

async function documentOf(
  { read }: Past,
  kind: DocumentAnswer["kind"],
  asked: string | undefined,
): Promise<DocumentAnswer | null> {
  const version = asked !== undefined && /^\d{1,6}$/.test(asked) ? Number(asked) : undefined;
  try {
    return await read((db, { slug }) => getDocument(db, { slug, actor: explainActor, kind, version }));
  } catch (error) {
    if (error instanceof AppError && error.code === "not-found") return null;
    throw error;
  }
}
