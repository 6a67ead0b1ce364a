import Link from "next/link";
import type { ReactElement } from "react";
import { ActSheet } from "@/components/policy/act-sheet";
import { severityTones } from "@/components/releases/criteria-view";
import { Badge, Mark } from "@/components/ui/badge";
import type { Act } from "@/components/ui/outcome";
import { type Reader, Time } from "@/components/ui/time";
import type { Ability } from "@/lib/policy/ability";
import type { EpisodeAnswer } from "@/lib/rollbacks/rollback-answers";
import { LookAgain } from "./room-acts";
import { shortValue } from "./rollback-words";

interface Props {
  release: string;
  episodes: readonly EpisodeAnswer[];
  /** By key. */
  titles: ReadonlyMap<string, string>;
  override: Ability;
  /** null: of a past moment. */
  act: Act | null;
  reader: Reader;
  /** Id of the rollback under way; an episode of it is decided in its room. */
  underWay: string | null;
}

/** What criteria led to, the latest first; whether what was decided against them was right. */
export function EpisodeList({ episodes, ...shown }: Props): ReactElement {
  return (
    <ul aria-label="Breaches">
      {episodes.map((episode) => (
        <Episode key={episode.id} episode={episode} {...shown} />
      ))}
    </ul>
  );
}

function Episode({
  episode,
  release,
  titles,
  override,
  act,
  reader,
  underWay,
}: Omit<Props, "episodes"> & { episode: EpisodeAnswer }): ReactElement {
  const { id, criterion, kind, severity, blames, value, breachedAt, rollback, closure, reason } = episode;
  const title = titles.get(criterion) ?? criterion;
  const isOpen = closure === null;
  return (
    <li
      id={`episode-${id}`}
      data-row
      className="flex flex-col gap-1 border-b border-line px-4 py-2.5 text-sm last:border-b-0"
    >
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-1">
        <p className="min-w-0 font-medium wrap-anywhere">
          {title}
          <span className="pl-2 align-middle">
            <Badge tone={severityTones[severity]}>{severity}</Badge>
          </span>
        </p>
        {isOpen ? (
          <Mark tone={kind === "breach" ? "stop" : "work"} shape={kind === "breach" ? "stop" : "triangle"}>
            {kind === "breach" ? "In breach" : "Withheld"}
          </Mark>
        ) : (
          <Mark tone={closure === "overridden" ? "work" : "good"} shape="check-disc">
            {closureWords[closure]}
          </Mark>
        )}
      </div>
      <p className="text-ink-2">
        Since <Time at={Date.parse(breachedAt)} reader={reader} />
        {value !== null && `, at ${shortValue(value)}`}
        {blames === "baseline" && "; the baseline is in breach as well, so the candidate is not blamed"}
        {rollback !== null && (
          <>
            {"; it led to "}
            <Link href={`/rollbacks/${rollback}`} prefetch={false} className="link">
              this rollback
            </Link>
          </>
        )}
        .
      </p>
      {reason !== null && (
        <p className="wrap-anywhere text-ink-2">
          {episode.closedBy !== null && `${episode.closedBy.name}: `}“{reason}”
          {episode.until !== null && (
            <span className="text-ink-3">
              {" "}
              until <Time at={Date.parse(episode.until)} reader={reader} />
            </span>
          )}
        </p>
      )}
      {episode.score !== null && <Score of={episode.score} />}
      {isOpen && kind === "breach" && rollback !== null && rollback === underWay && (
        <p className="text-xs text-ink-3">It is decided in the room of its rollback.</p>
      )}
      {act !== null && isOpen && kind === "breach" && (rollback === null || rollback !== underWay) && (
        <ActSheet
          id={`override-${criterion}`}
          label="Override the breach"
          name={`Override the breach of ${title}`}
          ability={override}
          act={act}
          hidden={{ release, criterion }}
          hint="What was looked at, and why it does not count."
        >
          <p className="text-sm text-ink-2">
            The breach ends and the criterion begins anew; exposure does not grow for the time you name. It is
            scored afterwards by what was measured.
          </p>
          <LookAgain label="Exposure does not grow for" />
        </ActSheet>
      )}
    </li>
  );
}

const closureWords = {
  overridden: "Overridden",
  endorsed: "Gone back",
  recovered: "Recovered",
} as const;

const scoreWords = {
  right: { word: "It was right to stay", tone: "good", shape: "check-disc" },
  wrong: { word: "It was wrong to stay", tone: "stop", shape: "triangle" },
  open: { word: "Not known yet whether it was right", tone: "idle", shape: "ring" },
} as const;

function Score({ of }: { of: NonNullable<EpisodeAnswer["score"]> }): ReactElement {
  const { word, tone, shape } = scoreWords[of.verdict];
  return (
    <p className="flex flex-wrap items-center gap-x-2">
      <Mark tone={tone} shape={shape}>
        {word}
      </Mark>
      <span className="text-ink-3">
        in breach at {of.hits} of {of.looks} {of.looks === 1 ? "look" : "looks"} since
      </span>
    </p>
  );
}
