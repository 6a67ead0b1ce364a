import Link from "next/link";
import type { ReactElement } from "react";
import { TabRow } from "./tab-row";

export interface Tab {
  href: string;
  label: string;
  count?: number;
  current: boolean;
}

/** Tabs that are addresses: each can be sent to somebody. */
export function Tabs({ label, tabs }: { label: string; tabs: readonly Tab[] }): ReactElement {
  return (
    <TabRow label={label}>
      {tabs.map((tab) => (
        <li key={tab.href}>
          <Link
            href={tab.href}
            scroll={false}
            prefetch={false}
            aria-current={tab.current ? "page" : undefined}
            className="tab"
          >
            {tab.label}
            {tab.count !== undefined && tab.count > 0 && (
              <span className="tabular text-xs text-ink-3">{tab.count}</span>
            )}
          </Link>
        </li>
      ))}
    </TabRow>
  );
}
