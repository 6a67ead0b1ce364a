import Link from "next/link";
import type { ReactElement } from "react";
import { Target } from "@/components/releases/target";
import { Mark } from "@/components/ui/badge";
import { Section } from "@/components/ui/section";
import { healthSayings } from "./health-words";
import type { ShownBoard, ShownRelease } from "./shown";

/** Releases by component: one line each, on a phone a few. Widths are the same in every group, so that columns can be read down the page. */
export function ReleaseGroups({
  groups,
  today,
  level = 2,
}: {
  groups: ShownBoard["groups"];
  today: string;
  level?: 2 | 3;
}): ReactElement {
  return (
    <div className="flex flex-col gap-3 print:gap-4">
      {groups.map(({ key, title, releases }) => (
        <Section
          key={key}
          title={title}
          level={level}
          flush
          aside={releases.length === 1 ? "1 release" : `${releases.length} releases`}
          className="break-inside-avoid"
        >
          <ul aria-label={`Releases of ${title}`}>
            {releases.map((release) => (
              <Line key={release.key} release={release} today={today} />
            ))}
          </ul>
        </Section>
      ))}
    </div>
  );
}

function Line({ release, today }: { release: ShownRelease; today: string }): ReactElement {
  const { title, href, health, stage, exposurePercent, target, champion } = release;
  const { word, tone, shape } = healthSayings[health];
  const isInFlight = !["completed", "rolled-back", "cancelled"].includes(health);
  return (
    <li
      data-row
      className="grid grid-cols-[minmax(0,1fr)_auto] items-baseline gap-x-4 gap-y-0.5 border-b border-line px-4 py-2 text-sm last:border-b-0 sm:grid-cols-[minmax(0,1fr)_9.5rem_11rem_4.5rem_8.5rem]"
    >
      <div className="col-span-2 min-w-0 sm:col-span-1">
        {href === null ? (
          <span className="font-medium wrap-anywhere">{title}</span>
        ) : (
          <Link href={href} prefetch={false} className="font-medium wrap-anywhere hover:underline">
            {title}
          </Link>
        )}
        {champion !== null && <span className="block text-xs text-ink-3">{champion}</span>}
      </div>
      <Mark tone={tone} shape={shape} className="min-w-0 justify-self-start">
        {word}
      </Mark>
      <span className="min-w-0 text-ink-2 max-sm:text-right">
        {stage === null ? (
          <span className="text-ink-3">–</span>
        ) : (
          <>
            {stage.title}{" "}
            <span className="tabular whitespace-nowrap text-xs text-ink-3">
              {stage.number} of {stage.of}
            </span>
          </>
        )}
      </span>
      <span className="tabular text-ink-2 sm:text-right">
        {exposurePercent} %<span className="text-ink-3 sm:hidden"> exposed</span>
      </span>
      <span className="text-ink-2 max-sm:text-right">
        {target === null ? (
          <span className="text-ink-3">no target</span>
        ) : (
          <Target date={target} today={today} isInFlight={isInFlight} />
        )}
      </span>
    </li>
  );
}
