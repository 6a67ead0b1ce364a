import type { Metadata } from "next";
import type { ReactElement } from "react";
import { ActSheet } from "@/components/policy/act-sheet";
import { DrillRows } from "@/components/rollbacks/drill-rows";
import { EpisodeList } from "@/components/rollbacks/episode-list";
import { PlanInShort } from "@/components/rollbacks/plan-in-short";
import { offOf, Propose } from "@/components/rollbacks/propose";
import { RollbackList } from "@/components/rollbacks/rollback-list";
import { StartDrill } from "@/components/rollbacks/start-drill";
import { TargetStanding } from "@/components/rollbacks/target-standing";
import { LinkButton } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { Section } from "@/components/ui/section";
import { Why } from "@/components/ui/why";
import { requireActor } from "@/lib/identity/get-actor";
import { kernel } from "@/lib/platform/app";
import { severities } from "@/lib/policy/model";
import { getReleaseRollbacks, type ReleaseRollbacks } from "@/lib/rollbacks/release-rollbacks";
import { found } from "../../../_lib/found";
import { getReader } from "../../../_lib/reader";
import { verifyTarget } from "../../../_lib/target-actions";
import { getRelease } from "../_data";
import { drill, endDrill, foreseeFailure, override, propose } from "./actions";

interface Props {
  params: Promise<{ slug: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { title } = await getRelease((await params).slug);
  return { title: `Rollbacks · ${title}` };
}

export default async function RollbacksPage({ params }: Props): Promise<ReactElement> {
  const { slug } = await params;
  const [actor, reader, release] = await Promise.all([requireActor(), getReader(), getRelease(slug)]);
  const { db, clock } = kernel();
  const view = await found(getReleaseRollbacks(db.prisma, { slug, actor, now: clock.now() }));
  const { plan, rollbacks, drills, episodes, criteria } = view;
  const underWay = release.underWay?.drill === null ? release.underWay.rollback : null;
  return (
    <div className="flex max-w-5xl flex-col gap-4">
      <Section title="Going back" aside={<Propose release={slug} of={view} act={propose} />} flush>
        {rollbacks.length > 0 ? (
          <RollbackList rollbacks={rollbacks} reader={reader} />
        ) : (
          <Empty title={view.isExposed ? "Never rolled back" : "Nothing is exposed"}>
            {view.isExposed
              ? "Whoever sees that something is wrong proposes a rollback: exposure is paused at once, whoever can decide is told, and the agreed steps begin once it is authorised."
              : "Once users get the candidate, a criterion in breach or a person proposes to go back; exposure is then paused at once, and the agreed steps begin once it is authorised. Until then a drill shows whether the plan works."}
          </Empty>
        )}
      </Section>
      {plan === null ? (
        <Section title="The agreed way back" flush>
          <Empty
            title="No rollback plan is agreed"
            action={
              release.abilities.changeRollbackPlan.allowed && (
                <LinkButton href={`/releases/${slug}/plan/rollback-plan`}>Write the plan</LinkButton>
              )
            }
          >
            It names the exact state to return to, each step and how one knows that it worked, who decides
            within which time, and when it is stable. It is agreed before anything is exposed, and is part of
            what is signed.
          </Empty>
        </Section>
      ) : (
        <PlanInShort release={slug} plan={plan} />
      )}
      {view.target !== null && (
        <TargetStanding
          release={slug}
          target={view.target}
          verify={view.verify}
          act={verifyTarget}
          reader={reader}
        />
      )}
      <Section id="breaches" title="Breaches" flush>
        {episodes.length === 0 ? (
          <Empty title="No criterion was in breach">
            What a criterion in breach led to stands here, and, where it was overridden, whether that was
            right.
          </Empty>
        ) : (
          <EpisodeList
            release={slug}
            episodes={episodes}
            titles={new Map(criteria.map(({ key, title }) => [key, title]))}
            override={view.override}
            act={override}
            reader={reader}
            underWay={underWay}
          />
        )}
      </Section>
      <Section id="drills" title="Drills" aside={<DrillAct slug={slug} view={view} />} flush>
        {drills.length === 0 ? (
          <Empty title="The plan was never rehearsed">
            A drill runs the agreed plan with the same people and pages, and measures how long it takes to
            detect, see, decide and execute. It touches no user.
          </Empty>
        ) : (
          <DrillRows drills={drills} reader={reader} />
        )}
      </Section>
    </div>
  );
}

/** Starting one, or ending the one that is under way. */
function DrillAct({ slug, view }: { slug: string; view: ReleaseRollbacks }): ReactElement {
  const running = view.drills.find(({ state }) => state === "running");
  if (running !== undefined)
    return (
      <ActSheet
        id="end-drill"
        label="End the drill"
        ability={view.drill.by[running.severity]}
        act={endDrill}
        hidden={{ release: slug, drill: running.id }}
        hint="Why it ends before its end."
      >
        <p className="text-sm text-ink-2">It counts for nothing then.</p>
      </ActSheet>
    );
  const off = offOf(view.drill);
  if (view.plan === null || off !== null)
    return <Why label="Start a drill" align="end" {...(off ?? { reason: view.drill.fault })} />;
  const { plan, drill: starting, criteria } = view;
  return (
    <StartDrill
      release={slug}
      severities={severities.flatMap((value) =>
        starting.by[value].allowed ? [{ value, label: `${value}: ${plan.severities[value].means}` }] : [],
      )}
      criteria={criteria}
      act={drill}
      foresee={foreseeFailure}
    />
  );
}
