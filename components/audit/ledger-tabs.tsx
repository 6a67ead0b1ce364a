import type { ReactElement } from "react";
import { NavLink } from "@/components/layout/nav-link";
import { TabRow } from "@/components/ui/tab-row";

/** The log itself, and what it is signed with. */
export function LedgerTabs(): ReactElement {
  return (
    <div className="mb-4">
      <TabRow label="Ledger">
        <li>
          <NavLink exact href="/ledger" className="tab">
            Entries
          </NavLink>
        </li>
        <li>
          <NavLink href="/ledger/checkpoints" className="tab">
            Checkpoints
          </NavLink>
        </li>
      </TabRow>
    </div>
  );
}
