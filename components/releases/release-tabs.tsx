import type { ReactElement } from "react";
import { NavLink } from "@/components/layout/nav-link";

const tabs = [
  ["", "Overview"],
  ["/readiness", "Readiness"],
  ["/plan", "Plan"],
  ["/bundle", "Bundle"],
  ["/roles", "Roles"],
  ["/timeline", "Timeline"],
] as const;

export function ReleaseTabs({ slug }: { slug: string }): ReactElement {
  return (
    <nav aria-label="Release" className="-mx-4 overflow-x-auto px-4 [scrollbar-width:none] sm:mx-0 sm:px-0">
      <ul className="flex min-w-max gap-1 border-b border-line">
        {tabs.map(([path, label]) => (
          <li key={path}>
            <NavLink exact href={`/releases/${slug}${path}`} className="tab">
              {label}
            </NavLink>
          </li>
        ))}
      </ul>
    </nav>
  );
}
