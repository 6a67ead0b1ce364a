import Link from "next/link";
import type { ReactElement } from "react";
import { cx } from "./cx";

export interface Tab {
  href: string;
  label: string;
  count?: number;
  current: boolean;
}

/** Tabs that are addresses: each can be sent to somebody. */
export function Tabs({ label, tabs }: { label: string; tabs: readonly Tab[] }): ReactElement {
  return (
    <nav aria-label={label} className="-mx-4 overflow-x-auto px-4 [scrollbar-width:none] sm:mx-0 sm:px-0">
      <ul className="flex min-w-max gap-1 border-b border-line">
        {tabs.map((tab) => (
          <li key={tab.href}>
            <Link
              href={tab.href}
              scroll={false}
              prefetch={false}
              aria-current={tab.current ? "page" : undefined}
              className={cx(
                "-mb-px inline-flex min-h-9 items-center gap-1.5 border-b-2 px-2.5 text-base pointer-coarse:min-h-11",
                tab.current
                  ? "border-accent font-medium text-ink"
                  : "border-transparent text-ink-2 hover:text-ink",
              )}
            >
              {tab.label}
              {tab.count !== undefined && tab.count > 0 && (
                <span className="tabular text-xs text-ink-3">{tab.count}</span>
              )}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
