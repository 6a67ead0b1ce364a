import type { ReactElement } from "react";
import { TabRow } from "@/components/ui/tab-row";
import { NavLink } from "./nav-link";

const tabs: readonly { href: string; label: string }[] = [
  { href: "/settings/account", label: "Account" },
  { href: "/settings/notices", label: "Notices" },
  { href: "/settings/people", label: "People" },
  { href: "/settings/teams", label: "Teams" },
  { href: "/settings/roles", label: "Roles" },
  { href: "/settings/rotas", label: "Rotas" },
  { href: "/settings/escalation", label: "Escalation" },
  { href: "/settings/machines", label: "Machines" },
  { href: "/settings/rights", label: "Rights" },
  { href: "/settings/sharing", label: "Sharing" },
  { href: "/settings/webhooks", label: "Webhooks" },
  { href: "/settings/deliveries", label: "Deliveries" },
];

/** The parts of the settings, each an address of its own. */
export function SettingsTabs(): ReactElement {
  return (
    <div className="mb-4">
      <TabRow label="Settings">
        {tabs.map(({ href, label }) => (
          <li key={href}>
            <NavLink href={href} className="tab">
              {label}
            </NavLink>
          </li>
        ))}
      </TabRow>
    </div>
  );
}
