import type { ReactElement } from "react";
import { DrillRows } from "@/components/rollbacks/drill-rows";
import { EpisodeList } from "@/components/rollbacks/episode-list";
import { PlanInShort } from "@/components/rollbacks/plan-in-short";
import { RollbackList } from "@/components/rollbacks/rollback-list";
import { Empty } from "@/components/ui/empty";
import { Section } from "@/components/ui/section";
import { explainActor } from "@/lib/releases/past-queries";
import { getReleaseRollbacks } from "@/lib/rollbacks/release-rollbacks";
import type { TabProps } from "./tab";

/** Going back and rehearsing it, as far as it had come. */
export async function RollbacksTab({ past }: TabProps): Promise<ReactElement> {
  const { view, reader, read } = past;
  const going = await read((db, asked) => getReleaseRollbacks(db, { ...asked, actor: explainActor }));
  const { plan, rollbacks, drills, episodes, criteria, override } = going;
  return (
    <div className="flex max-w-5xl flex-col gap-4">
      <Section title="Going back" flush>
        {rollbacks.length > 0 ? (
          <RollbackList rollbacks={rollbacks} reader={reader} />
        ) : (
          <Empty title={going.isExposed ? "Never rolled back" : "Nothing was exposed"} />
        )}
      </Section>
      {plan === null ? (
        <Section title="The agreed way back" flush>
          <Empty title="No rollback plan was agreed" />
        </Section>
      ) : (
        <PlanInShort release={view.slug} plan={plan} />
      )}
      <Section id="breaches" title="Breaches" flush>
        {episodes.length === 0 ? (
          <Empty title="No criterion was in breach" />
        ) : (
          <EpisodeList
            release={view.slug}
            episodes={episodes}
            titles={new Map(criteria.map(({ key, title }) => [key, title]))}
            override={override}
            act={null}
            reader={reader}
            underWay={null}
          />
        )}
      </Section>
      <Section id="drills" title="Drills" flush>
        {drills.length === 0 ? (
          <Empty title="The plan was never rehearsed" />
        ) : (
          <DrillRows drills={drills} reader={reader} />
        )}
      </Section>
    </div>
  );
}
