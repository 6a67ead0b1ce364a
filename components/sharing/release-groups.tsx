import Link from "next/link";
import type { ReactElement } from "react";
import { Target } from "@/components/releases/target";
import { Mark } from "@/components/ui/badge";
import { Section } from "@/components/ui/section";
import { healthSayings } from "./health-words";
import type { ShownBoard, ShownRelease } from "./shown";

const columns =
  "grid grid-cols-[minmax(0,1fr)_auto] gap-x-4 gap-y-0.5 px-4 sm:grid-cols-[minmax(0,1fr)_9.5rem_11rem_4rem_9rem]";

/** Releases by component in one box: a line each, on a phone a few, with the columns in the same place all the way down. */
export function ReleaseGroups({
  groups,
  today,
}: {
  groups: ShownBoard["groups"];
  today: string;
}): ReactElement {
  return (
    <Section title="In flight" flush aside="by component">
      <div
        aria-hidden
        className={`${columns} hidden border-b border-line py-1 text-xs font-medium text-ink-3 sm:grid`}
      >
        <span>Release</span>
        <span>Health</span>
        <span>Stage</span>
        <span className="text-right">Share</span>
        <span>Target</span>
      </div>
      {groups.map(({ key, title, releases }) => (
        <div key={key} className="group/part break-inside-avoid">
          <h3 className="border-b border-line bg-sunken px-4 py-0.5 text-xs font-medium text-ink-2 wrap-anywhere">
            {title}
          </h3>
          <ul aria-label={`Releases of ${title}`}>
            {releases.map((release) => (
              <Line key={release.key} release={release} today={today} />
            ))}
          </ul>
        </div>
      ))}
    </Section>
  );
}

function Line({ release, today }: { release: ShownRelease; today: string }): ReactElement {
  const { title, href, health, stage, exposurePercent, target, champion } = release;
  const { word, tone, shape } = healthSayings[health];
  return (
    <li
      data-row
      className={`${columns} items-start border-b border-line py-1.5 text-sm group-last/part:last:border-b-0`}
    >
      <div className="col-span-2 min-w-0 sm:col-span-1">
        {href === null ? (
          <span className="font-medium wrap-anywhere">{title}</span>
        ) : (
          <Link
            href={href}
            prefetch={false}
            className="inline-flex min-h-5 items-center font-medium wrap-anywhere hover:underline pointer-coarse:min-h-6"
          >
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
            <span className="tabular text-xs whitespace-nowrap text-ink-3">
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
          <Target date={target} today={today} isInFlight={isInFlight(health)} />
        )}
      </span>
    </li>
  );
}

/** Whether a target can still be met or missed. */
export function isInFlight(health: ShownRelease["health"]): boolean {
  return health !== "completed" && health !== "rolled-back" && health !== "cancelled";
}
