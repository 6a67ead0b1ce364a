import Link from "next/link";
import type { ReactElement } from "react";
import { Section } from "@/components/ui/section";
import { decisionWords } from "@/lib/policy/decision-words";
import type { RightsRow } from "@/lib/policy/model";
import { conditionWords } from "@/lib/policy/row-words";

/** What a role decides by the organisation's table. */
export function RoleUses({ role, rows }: { role: string; rows: readonly RightsRow[] }): ReactElement {
  const own = rows.filter(({ slots }) => slots.some(({ roles }) => roles.includes(role)));
  return (
    <Section
      title="What it decides in the organisation"
      aside={
        <Link href="/settings/rights" prefetch={false} className="hover:underline">
          Decision rights
        </Link>
      }
      flush
    >
      {own.length === 0 ? (
        <p className="px-4 py-3 text-sm text-ink-2">
          Nothing by the organisation&apos;s table; templates may ask for it on their releases.
        </p>
      ) : (
        <ul>
          {own.map((row, index) => (
            <li
              key={`${row.decision} ${index}`}
              className="border-b border-line px-4 py-2 text-sm last:border-b-0"
            >
              {decisionWords(row.decision)}
              {conditionWords(row) !== null && <span className="text-ink-3"> · {conditionWords(row)}</span>}
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
