import type { ReactElement } from "react";
import { NavLink } from "./nav-link";

const tabs: readonly { href: string; label: string }[] = [
  { href: "/settings/account", label: "Account" },
  { href: "/settings/people", label: "People" },
  { href: "/settings/teams", label: "Teams" },
  { href: "/settings/roles", label: "Roles" },
  { href: "/settings/machines", label: "Machines" },
  { href: "/settings/rights", label: "Rights" },
];

/** The parts of the settings, each an address of its own. */
export function SettingsTabs(): ReactElement {
  return (
    <nav
      aria-label="Settings"
      className="-mx-4 mb-4 overflow-x-auto px-4 [scrollbar-width:none] sm:mx-0 sm:px-0"
    >
      <ul className="flex min-w-max gap-1 border-b border-line">
        {tabs.map(({ href, label }) => (
          <li key={href}>
            <NavLink
              href={href}
              className="-mb-px inline-flex min-h-9 items-center border-b-2 border-transparent px-2.5 text-base text-ink-2 -outline-offset-2 hover:text-ink aria-[current=page]:border-accent aria-[current=page]:font-medium aria-[current=page]:text-ink pointer-coarse:min-h-11"
            >
              {label}
            </NavLink>
          </li>
        ))}
      </ul>
    </nav>
  );
}
