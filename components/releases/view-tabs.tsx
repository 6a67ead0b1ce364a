"use client";

import Link from "next/link";
import type { ReactElement, ReactNode } from "react";
import { cx } from "@/components/ui/cx";
import { TabRow } from "@/components/ui/tab-row";
import type { ViewTab } from "./views";

/** Views as tabs that are addresses, with how many each holds where that is counted; `more` stands behind them. */
export function ViewTabs({
  tabs,
  countedTo,
  more,
}: {
  tabs: readonly ViewTab[];
  /** More than this is said as such. */
  countedTo: number;
  more: ReactNode;
}): ReactElement {
  return (
    <div className="flex items-end gap-3 border-b border-line">
      <div className="min-w-0 flex-1">
        <TabRow label="Views" className="">
          {tabs.map((tab) => (
            <li key={tab.key}>
              <Link
                href={tab.href}
                scroll={false}
                prefetch={false}
                aria-current={tab.isCurrent ? "page" : undefined}
                title={tab.sharedBy === null ? undefined : `Shared by ${tab.sharedBy}`}
                className={cx(
                  "inline-flex min-h-9 items-center gap-1.5 border-b-2 px-2.5 text-base -outline-offset-2 pointer-coarse:min-h-11",
                  tab.isCurrent
                    ? "border-accent font-medium text-ink"
                    : "border-transparent text-ink-2 hover:text-ink",
                )}
              >
                <span className="max-w-48 truncate">{tab.label}</span>
                {tab.count !== null && tab.count > 0 && (
                  <span className="tabular text-xs text-ink-3">
                    {tab.count >= countedTo ? `${countedTo}+` : tab.count}
                  </span>
                )}
              </Link>
            </li>
          ))}
        </TabRow>
      </div>
      <div className="flex shrink-0 gap-1.5 pb-1">{more}</div>
    </div>
  );
}
