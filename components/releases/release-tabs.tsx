import type { ReactElement } from "react";
import { NavLink } from "@/components/layout/nav-link";
import { TabRow } from "@/components/ui/tab-row";

const tabs = [
  ["", "Overview"],
  ["/readiness", "Readiness"],
  ["/plan", "Plan"],
  ["/criteria", "Criteria"],
  ["/bundle", "Bundle"],
  ["/rollout", "Rollout"],
  ["/rollbacks", "Rollbacks"],
  ["/learning", "Learning"],
  ["/roles", "Roles"],
  ["/timeline", "Timeline"],
] as const;

export function ReleaseTabs({ slug }: { slug: string }): ReactElement {
  return (
    <TabRow label="Release">
      {tabs.map(([path, label]) => (
        <li key={path}>
          <NavLink exact href={`/releases/${slug}${path}`} className="tab">
            {label}
          </NavLink>
        </li>
      ))}
    </TabRow>
  );
}
