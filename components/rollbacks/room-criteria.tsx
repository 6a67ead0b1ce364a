import type { ReactElement } from "react";
import { severityTones } from "@/components/releases/criteria-view";
import { verdictSayings } from "@/components/criteria/verdict-words";
import { Badge, Mark } from "@/components/ui/badge";
import { Section } from "@/components/ui/section";
import { type Reader, Time } from "@/components/ui/time";
import { durationWords } from "@/lib/platform/durations";
import type { RollbackAnswer } from "@/lib/rollbacks/rollback-answers";
import { clockText, shortValue } from "./rollback-words";

/** How the criteria stand now: for what is exposed, and what has to hold for what was put back. */
export function RoomCriteria({ of, reader }: { of: RollbackAnswer; reader: Reader }): ReactElement {
  const { criteria, episodes, release, drill } = of;
  return (
    <Section
      title="Criteria now"
      aside={
        <a href={`/releases/${release.slug}/criteria`} className="link">
          All of them
        </a>
      }
      flush
    >
      {drill !== null && (
        <p className="border-b border-line px-4 py-2 text-xs text-spared">
          These are measured on users; what the drill makes up is not among them.
        </p>
      )}
      {criteria.length === 0 && <p className="px-4 py-3 text-sm text-ink-2">No criteria are agreed.</p>}
      <ul>
        {criteria.map(({ key, title, severity, shadow, verdict, value, isEvaluated }) => {
          const saying = verdict === null ? null : verdictSayings[verdict];
          const breach = episodes.find(({ criterion }) => criterion === key);
          return (
            <li key={key} className="border-b border-line px-4 py-2 text-sm last:border-b-0">
              <div className="flex flex-wrap items-center justify-between gap-x-2 gap-y-0.5">
                <span className="min-w-0 font-medium wrap-anywhere">{title ?? key}</span>
                {saying === null ? (
                  <span className="text-ink-3">not looked at yet</span>
                ) : (
                  <Mark tone={saying.tone} shape={saying.shape}>
                    {isEvaluated ? saying.word : `Last: ${saying.word}`}
                  </Mark>
                )}
              </div>
              <p className="flex flex-wrap items-center gap-x-2 text-xs text-ink-3">
                <Badge tone={severityTones[severity]}>{severity}</Badge>
                {shadow && "in shadow"}
                {value !== null && <span className="tabular">value {shortValue(value)}</span>}
                {breach !== undefined && (
                  <span className="font-medium text-stop">
                    began this: in breach since <Time at={Date.parse(breach.breachedAt)} reader={reader} />
                    {breach.value !== null && `, at ${shortValue(breach.value)}`}
                  </span>
                )}
              </p>
            </li>
          );
        })}
      </ul>
      <Stability of={of} reader={reader} />
    </Section>
  );
}

function Stability({ of, reader }: { of: RollbackAnswer; reader: Reader }): ReactElement {
  const { stable, state, drill } = of;
  const isWatched = state === "validating" || state === "failed" || state === "stable";
  const held = stable.since === null ? null : reader.now - Date.parse(stable.since);
  return (
    <div className="border-t border-line px-4 py-3 text-sm">
      <h3 className="font-medium">Stable</h3>
      <p className="text-ink-2">
        {drill?.level === "tabletop"
          ? "A drill that is talked through does not measure it."
          : stable.criteria.length === 0
            ? `${durationWords(stable.for)} after all steps are done.`
            : `Once all of it has held for ${durationWords(stable.for)} without a gap, for what was put back.`}
        {isWatched && drill?.level !== "tabletop" && (
          <span className="font-medium text-ink">
            {held === null || stable.since === null ? (
              " It does not hold now."
            ) : (
              <>
                {" "}
                It has held for <span className="tabular">{clockText(held)}</span>, since{" "}
                <Time at={Date.parse(stable.since)} reader={reader} show="clock" />.
              </>
            )}
          </span>
        )}
      </p>
      <ul>
        {stable.criteria.map(({ key, title, verdict }) => {
          const saying = verdict === null ? null : verdictSayings[verdict];
          return (
            <li key={key} className="flex flex-wrap items-center justify-between gap-x-2 pt-1">
              <span className="min-w-0 wrap-anywhere">{title ?? key}</span>
              {saying === null ? (
                <span className="text-ink-3">{isWatched ? "no verdict yet" : "once it is executed"}</span>
              ) : (
                <Mark tone={saying.tone} shape={saying.shape}>
                  {saying.word}
                </Mark>
              )}
            </li>
          );
        })}
      </ul>
    </div>
  );
}
