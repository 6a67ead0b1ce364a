import type { ReactElement } from "react";
import { shownStages } from "@/components/releases/shown-stages";
import { ChecksView } from "@/components/releases/checks-view";
import { HoldersTable } from "@/components/releases/holders-table";
import { Readiness } from "@/components/releases/readiness";
import { RightsTable } from "@/components/policy/rights-table";
import { ExposureLog } from "@/components/rollouts/exposure-log";
import { ExposureNow } from "@/components/rollouts/exposure-now";
import { Ladder } from "@/components/rollouts/ladder";
import { Empty } from "@/components/ui/empty";
import { explainActor } from "@/lib/releases/past-queries";
import type { PastTab } from "@/lib/releases/past-address";
import { getReleaseRoles } from "@/lib/releases/role-queries";
import { getExposureView } from "@/lib/rollouts/exposure-queries";
import type { Past } from "../_data";
import { BundleTab } from "./bundle-tab";
import { CriteriaTab } from "./criteria-tab";
import { OverviewTab } from "./overview-tab";
import { PlanTab } from "./plan-tab";
import { RollbacksTab } from "./rollbacks-tab";
import { TimelineTab } from "./timeline-tab";

export type TabSearch = Record<string, string | string[] | undefined>;

export interface TabProps {
  past: Past;
  search: TabSearch;
}

/** The content of one tab as of a moment. */
export function Tab({ tab, ...props }: TabProps & { tab: PastTab }): ReactElement | Promise<ReactElement> {
  const { view, rights, reader } = props.past;
  switch (tab) {
    case "":
      return <OverviewTab {...props} />;
    case "readiness":
      return (
        <Readiness
          release={view.slug}
          isActive={view.state === "active"}
          stages={shownStages(view.stages)}
          acts={null}
          reader={reader}
        />
      );
    case "plan":
      return <PlanTab {...props} />;
    case "criteria":
      return <CriteriaTab {...props} />;
    case "bundle":
      return <BundleTab {...props} />;
    case "rollout":
      return <RolloutTab {...props} />;
    case "rollbacks":
      return <RollbacksTab {...props} />;
    case "roles":
      return <RolesTab {...props} />;
    case "rights":
      return (
        <RightsTable
          rows={rights.organisation}
          template={rights.template}
          holders={rights.holders}
          now={rights.now ?? undefined}
          isPast
        />
      );
    case "checks":
      return (
        <div className="flex max-w-5xl flex-col gap-4">
          <ChecksView release={view} act={null} />
        </div>
      );
    case "timeline":
      return <TimelineTab {...props} />;
  }
}

async function RolloutTab({ past }: TabProps): Promise<ReactElement> {
  const { view, reader, read } = past;
  const exposure = await read((db, asked) => getExposureView(db, { ...asked, actor: explainActor }));
  if (exposure.ladder.length === 0)
    return (
      <Empty title="No steps of exposure">
        The template of this release had no stage that brings the candidate to users step by step.
      </Empty>
    );
  return (
    <div className="flex max-w-5xl flex-col gap-4">
      <ExposureNow release={view.slug} exposure={exposure} acts={null} reader={reader} />
      <Ladder exposure={exposure} reader={reader} />
      <ExposureLog changes={exposure.changes} reader={reader} />
    </div>
  );
}

async function RolesTab({ past }: TabProps): Promise<ReactElement> {
  const { view, reader, read } = past;
  const { held } = await read((db, asked) => getReleaseRoles(db, { ...asked, actor: explainActor }));
  return (
    <div className="flex max-w-5xl flex-col gap-4">
      <HoldersTable release={view} held={held} reader={reader} isPast />
    </div>
  );
}
