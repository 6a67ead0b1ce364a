import type { Metadata } from "next";
import type { ReactElement } from "react";
import { ExportEvidence } from "@/components/audit/export-evidence";
import { Blocking } from "@/components/releases/blocking";
import { BeforeStart, type DraftDocuments } from "@/components/releases/before-start";
import { BeforeSigning } from "@/components/gates/before-signing";
import { Concerns } from "@/components/releases/concerns";
import { Obligations } from "@/components/releases/obligations";
import { signingOf } from "@/components/releases/signing-of";
import { OtherActs } from "@/components/releases/course-acts";
import { ShiftGaps } from "@/components/releases/shift-gaps";
import { ReleaseFacts } from "@/components/releases/release-facts";
import { PendingItem } from "@/components/policy/pending-item";
import { Section } from "@/components/ui/section";
import { requireActor } from "@/lib/identity/get-actor";
import { Criteria } from "@/lib/metrics/schemas";
import { Plan } from "@/lib/releases/plan-schema";
import { getPendingOf } from "../../_lib/pending";
import { voteOn } from "../../_lib/pending-actions";
import { getReader } from "../../_lib/reader";
import { gateActs, obligationActs, releaseActs } from "./_acts";
import { getRelease, getReleaseDocument } from "./_data";

interface Props {
  params: Promise<{ slug: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { title } = await getRelease((await params).slug);
  return { title };
}

export default async function OverviewPage({ params }: Props): Promise<ReactElement> {
  const { slug } = await params;
  const [release, reader] = await Promise.all([getRelease(slug), getReader()]);
  const pending =
    release.state === "draft" || release.state === "active" ? await getPendingOf({ release: slug }) : [];
  const { email } = await requireActor();
  return (
    <div className="grid gap-4 lg:grid-cols-[minmax(0,1fr)_22rem]">
      <div className="flex min-w-0 flex-col gap-4 self-start">
        {release.state === "draft" ? (
          <BeforeStart release={release} documents={await draftDocuments(slug)} />
        ) : (
          <BeforeSigning of={signingOf(release)}>
            <Blocking release={release} acts={gateActs} reader={reader} />
          </BeforeSigning>
        )}
        <ShiftGaps covers={release.shifts} reader={reader} />
        {pending.length > 0 && (
          <Section title="Proposed, and waiting for others" flush>
            <ul>
              {pending.map((each) => (
                <PendingItem key={each.id} pending={each} me={email} act={voteOn} reader={reader} />
              ))}
            </ul>
          </Section>
        )}
        <Obligations release={slug} obligations={release.obligations} acts={obligationActs} reader={reader} />
        <Concerns
          release={slug}
          concerns={release.concerns}
          act={releaseActs.answerConcern}
          reader={reader}
        />
      </div>
      <ReleaseFacts
        release={release}
        reader={reader}
        acts={
          <>
            <OtherActs release={release} acts={releaseActs} />
            <ExportEvidence release={slug} />
          </>
        }
      />
    </div>
  );
}

/** What a draft's documents say so far. */
async function draftDocuments(slug: string): Promise<DraftDocuments> {
  const [plan, criteria, rollbackPlan] = await Promise.all([
    getReleaseDocument(slug, "plan"),
    getReleaseDocument(slug, "criteria"),
    getReleaseDocument(slug, "rollback-plan"),
  ]);
  return {
    plan: Plan.parse(plan?.document ?? {}),
    criteria: Criteria.parse(criteria?.document ?? []).length,
    hasRollbackPlan: (rollbackPlan?.document ?? null) !== null,
  };
}
