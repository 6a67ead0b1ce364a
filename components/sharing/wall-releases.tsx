import type { ReactElement } from "react";
import { Shape } from "@/components/ui/shape";
import { span } from "@/components/ui/time";
import { toneText } from "@/components/ui/tone";
import type { WallRelease } from "@/lib/sharing/wall-schemas";
import { healthSayings } from "./health-words";

/** Who waits longest stands first; as many as a screen holds, the others are counted. */
export function WallReleases({
  releases,
  hasMore,
  most,
  now,
}: {
  releases: readonly WallRelease[];
  hasMore: boolean;
  most: number;
  now: number;
}): ReactElement {
  const shown = releases.slice(0, most);
  const more = releases.length - shown.length;
  return (
    <section
      aria-label="What is waited for"
      className="flex min-w-0 flex-col rounded-lg border border-line bg-surface"
    >
      {shown.length === 0 && <p className="px-[1.8vmin] py-[3vmin] text-ink-2">Nothing is in flight.</p>}
      <ul className="flex-1">
        {shown.map((release) => (
          <Line key={release.slug} release={release} now={now} />
        ))}
      </ul>
      {(more > 0 || hasMore) && (
        <p className="px-[1.8vmin] py-[1vmin] text-[0.75em] text-ink-3">
          {hasMore ? `and ${more} or more others` : `and ${more} more`}
        </p>
      )}
    </section>
  );
}

function Line({ release, now }: { release: WallRelease; now: number }): ReactElement {
  const { title, health, stage, since } = release;
  const { word, tone, shape } = healthSayings[health];
  return (
    <li className="grid items-baseline gap-x-[2vmin] border-b border-line px-[1.8vmin] py-[1.1vmin] last:border-b-0 md:grid-cols-[minmax(0,1.2fr)_minmax(0,10.5em)_minmax(0,1.2fr)]">
      <div className="min-w-0">
        <p className="line-clamp-2 font-medium" title={title}>
          {title}
        </p>
        {stage !== null && (
          <p className="tabular text-[0.75em] text-ink-3">
            {stage.title}, {stage.number} of {stage.of}
          </p>
        )}
      </div>
      <p className={`inline-flex min-w-0 items-baseline gap-[0.35em] ${toneText[tone]}`}>
        <Shape name={shape} tone={tone} size={16} className="self-center" />
        <span className="min-w-0">{word}</span>
      </p>
      <div className="min-w-0">
        <p className="line-clamp-2">{waitWords(release)}</p>
        {since !== null && (
          <p className="tabular text-[0.75em] text-ink-3">for {span(now - Date.parse(since))}</p>
        )}
      </div>
    </li>
  );
}

const mostNames = 3;

function waitWords({ waitsOn: { people, what } }: WallRelease): string {
  const named = people.slice(0, mostNames).map(({ name }) => name);
  const others = people.length - named.length;
  const names = others > 0 ? `${named.join(", ")} and ${others} more` : named.join(", ");
  switch (what) {
    case "decision":
      return names;
    case "advance":
      return `${names}, to advance`;
    case "pipeline":
      return "A pipeline";
    case "other":
      return "Time, or another release";
    case "nobody":
      return "–";
  }
}
