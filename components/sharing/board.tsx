import type { ReactElement, ReactNode } from "react";
import { Section } from "@/components/ui/section";
import type { Reader } from "@/components/ui/time";
import { IncidentList } from "./incident-list";
import { ReleaseGroups } from "./release-groups";
import type { ShownBoard } from "./shown";

/** What goes back, then where everything is, then what went wrong lately. */
export function Board({
  board: { groups, underWay, past, hasMore },
  reader,
  today,
  none,
  one,
}: {
  board: ShownBoard;
  reader: Reader;
  /** The reader's day, after which a target is overdue. */
  today: string;
  /** What stands where nothing is in flight. */
  none: ReactNode;
  /** In place of the list, where it is of one release. */
  one?: ReactNode;
}): ReactElement {
  return (
    <div className="flex flex-col gap-4">
      {underWay.length > 0 && (
        <Section title="Going back now" flush className="border-stop">
          <IncidentList incidents={underWay} label="Rollbacks under way" reader={reader} />
        </Section>
      )}
      {one !== undefined ? (
        one
      ) : groups.length === 0 ? (
        <Section title="Releases" flush>
          {none}
        </Section>
      ) : (
        <ReleaseGroups groups={groups} today={today} />
      )}
      {hasMore && <p className="text-sm text-ink-2">There are more, with later targets.</p>}
      <Section title="The last 14 days" flush>
        {past.length === 0 ? (
          <p className="px-4 py-3 text-sm text-ink-2">Nothing went wrong: no rollback, no breach.</p>
        ) : (
          <IncidentList incidents={past} label="Incidents of the last 14 days" reader={reader} />
        )}
      </Section>
    </div>
  );
}
