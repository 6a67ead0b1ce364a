import type { ReactElement } from "react";
import { PendingItem } from "@/components/policy/pending-item";
import { BeforeStart } from "@/components/releases/before-start";
import { Blocking } from "@/components/releases/blocking";
import { Concerns } from "@/components/releases/concerns";
import { Deciders } from "@/components/releases/deciders";
import { Obligations } from "@/components/releases/obligations";
import { ReleaseFacts } from "@/components/releases/release-facts";
import { Section } from "@/components/ui/section";
import { Criteria } from "@/lib/metrics/schemas";
import type { Reader } from "@/lib/platform/db";
import { explainActor, getPastDocument } from "@/lib/releases/past-queries";
import { listPendingAt } from "@/lib/policy/pending-decisions";
import { Plan } from "@/lib/releases/plan-schema";
import type { TabProps } from "./tab";

/** What was blocking then, who could have cleared it, and who could have decided. */
export async function OverviewTab({ past }: TabProps): Promise<ReactElement> {
  const { view, rights, reader, read } = past;
  const page = `/releases/${view.slug}`;
  const isInFlight = view.state === "draft" || view.state === "active";
  const pending = isInFlight
    ? await read((db, { slug, now }) =>
        listPendingAt(db, { actor: explainActor, of: { release: slug }, now }),
      )
    : [];
  return (
    <div className="grid gap-4 lg:grid-cols-[minmax(0,1fr)_22rem]">
      <div className="flex min-w-0 flex-col gap-4 self-start">
        {view.state === "draft" ? (
          <BeforeStart release={view} documents={await read((db) => draftDocuments(db, view.id))} isPast />
        ) : (
          <Blocking release={view} acts={null} reader={reader} />
        )}
        {pending.length > 0 && (
          <Section title="Proposed, and waiting for others" flush>
            <ul>
              {pending.map((each) => (
                <PendingItem key={each.id} pending={each} me="" act={null} reader={reader} />
              ))}
            </ul>
          </Section>
        )}
        <Obligations release={view.slug} obligations={view.obligations} acts={null} reader={reader} />
        <Concerns release={view.slug} concerns={view.concerns} act={null} reader={reader} />
      </div>
      <ReleaseFacts
        release={view}
        reader={reader}
        rights={`${page}/rights`}
        acts={<Deciders state={view.state} rights={rights.now ?? new Map()} href={`${page}/rights`} />}
      />
    </div>
  );
}

async function draftDocuments(db: Reader, releaseId: string) {
  const plan = await getPastDocument(db, { releaseId, kind: "plan" });
  const criteria = await getPastDocument(db, { releaseId, kind: "criteria" });
  const rollbackPlan = await getPastDocument(db, { releaseId, kind: "rollback-plan" });
  return {
    plan: Plan.parse(plan ?? {}),
    criteria: Criteria.parse(criteria ?? []).length,
    hasRollbackPlan: rollbackPlan !== null,
  };
}
