import type { ReactElement, ReactNode } from "react";
import { Section } from "@/components/ui/section";
import { Shape } from "@/components/ui/shape";
import { type Quorum, shortagesOf, type Staff } from "@/lib/releases/staffing";
import { ShortageList } from "../forms/shortage-list";

/** What will still be missing before the release can start, as the form stands. */
export function BeforeStartSummary({
  quorums,
  staff,
  components,
}: {
  quorums: readonly Quorum[];
  staff: Staff;
  components: number;
}): ReactElement {
  const shortages = shortagesOf(quorums, staff);
  const canStart = components > 0 && shortages.every(({ kind }) => kind !== "nobody");
  return (
    <Section title="Before it can start" flush>
      <div aria-live="polite">
        {components === 0 && (
          <Line tone="stop" shape="stop" label="Missing">
            No component is chosen: a release moves at least one.
          </Line>
        )}
        {canStart && (
          <Line tone="go" shape="play" label="Ready">
            Every role that is asked for is held: the draft can be started.
          </Line>
        )}
        <ShortageList shortages={shortages} />
      </div>
    </Section>
  );
}

function Line({
  tone,
  shape,
  label,
  children,
}: {
  tone: "stop" | "go";
  shape: "stop" | "play";
  label: string;
  children: ReactNode;
}): ReactElement {
  return (
    <p className="flex gap-2.5 border-b border-line px-4 py-2 text-sm last:border-b-0">
      <Shape name={shape} tone={tone} size={14} label={label} className="mt-[3px]" />
      <span className="min-w-0">{children}</span>
    </p>
  );
}
