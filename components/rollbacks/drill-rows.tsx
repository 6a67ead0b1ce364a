import Link from "next/link";
import type { ReactElement } from "react";
import { Badge, Mark } from "@/components/ui/badge";
import { Shape } from "@/components/ui/shape";
import { type Reader, Time } from "@/components/ui/time";
import type { DrillAnswer } from "@/lib/rollbacks/rollback-answers";
import { phaseNames } from "@/lib/rollbacks/phase-clock";
import type { FailureMode } from "@/lib/metrics/failure-modes";
import { clockText, drillSayings, failureWords, levelWords, phaseWords } from "./rollback-words";

/** Drills, the latest first: what was rehearsed, how it ended, what each phase took, and the gaps. */
export function DrillRows({
  drills,
  reader,
  showRelease = false,
}: {
  drills: readonly DrillAnswer[];
  reader: Reader;
  showRelease?: boolean;
}): ReactElement {
  return (
    <ul aria-label="Drills">
      {drills.map((drill) => (
        <Drill key={drill.id} drill={drill} reader={reader} showRelease={showRelease} />
      ))}
    </ul>
  );
}

function Drill({
  drill,
  reader,
  showRelease,
}: {
  drill: DrillAnswer;
  reader: Reader;
  showRelease: boolean;
}): ReactElement {
  const { release, level, severity, state, rollback, took, objectives, gaps, isOfCurrentPlan } = drill;
  const saying = drillSayings[state];
  const title = `${levelWords[level]}, ${severity}: ${failureOf(drill)}`;
  const href = rollback === null ? null : `/rollbacks/${rollback}`;
  return (
    <li data-row className="flex flex-col gap-1.5 border-b border-line px-4 py-3 text-sm last:border-b-0">
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-1">
        <div className="min-w-0">
          {showRelease && (
            <Link
              href={`/releases/${release.slug}/rollbacks`}
              prefetch={false}
              className="inline-flex min-h-6 items-center text-ink-2 wrap-anywhere hover:underline"
            >
              {release.title}
            </Link>
          )}
          <p className="font-medium wrap-anywhere">
            {href === null ? (
              title
            ) : (
              <Link href={href} prefetch={false} className="hover:underline">
                {title}
              </Link>
            )}
          </p>
          <p className="text-xs text-ink-3">
            {drill.startedBy.name}, <Time at={Date.parse(drill.startedAt)} reader={reader} />
            {drill.endedAt !== null && (
              <>
                {" to "}
                <Time at={Date.parse(drill.endedAt)} reader={reader} />
              </>
            )}
          </p>
        </div>
        <div className="flex flex-wrap items-center gap-2">
          {!isOfCurrentPlan && (
            <Badge tone="aged" shape="half" title="The rollback plan has changed since">
              of an earlier plan
            </Badge>
          )}
          <Mark tone={saying.tone} shape={saying.shape}>
            {saying.word}
          </Mark>
        </div>
      </div>
      {took !== null && (
        <dl className="flex flex-wrap gap-x-5 gap-y-1">
          {phaseNames.map((name) => {
            const ms = took[name];
            const within = objectives?.[name] ?? null;
            const isCounted = name !== "detected" || drill.failure !== null;
            const isLate = isCounted && ms !== null && within !== null && ms > within;
            return (
              <div key={name} className="flex items-center gap-1.5">
                <dt className="text-ink-3">{phaseWords[name]}</dt>
                <dd className="tabular inline-flex items-center gap-1">
                  {ms === null ? "not reached" : clockText(ms)}
                  {within !== null && isCounted && <span className="text-ink-3">of {clockText(within)}</span>}
                  {isLate && (
                    <Mark tone="stop" shape="triangle">
                      late
                    </Mark>
                  )}
                </dd>
              </div>
            );
          })}
        </dl>
      )}
      {gaps.length > 0 && (
        <ul aria-label="Gaps" className="flex flex-col gap-0.5">
          {gaps.map(({ message }) => (
            <li key={message} className="flex gap-1.5 text-ink-2">
              <Shape name="triangle" tone="work" size={12} className="mt-1" />
              <span className="min-w-0 wrap-anywhere">{message}</span>
            </li>
          ))}
        </ul>
      )}
      {state === "running" && rollback === null && drill.failsAt !== null && (
        <p className="text-ink-2">
          Its samples fail from <Time at={Date.parse(drill.failsAt)} reader={reader} />
          {drill.detectBy !== null && (
            <>
              ; it is waited for until <Time at={Date.parse(drill.detectBy)} reader={reader} />
            </>
          )}
          .
        </p>
      )}
    </li>
  );
}

function failureOf({ failure, criterion }: Pick<DrillAnswer, "failure" | "criterion">): string {
  if (failure === null) return "people are told, nothing is made up";
  const words = failureWords[failure as FailureMode] ?? failure;
  return criterion === null ? words : `${words} in ${criterion}`;
}
