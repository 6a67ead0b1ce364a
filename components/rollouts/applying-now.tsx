import type { ReactElement, ReactNode } from "react";
import { attemptSayings, executorWords } from "@/components/rollbacks/rollback-words";
import { Badge, Mark } from "@/components/ui/badge";
import { Disclosure } from "@/components/ui/disclosure";
import { Notice } from "@/components/ui/notice";
import { Source } from "@/components/ui/source";
import { type Reader, Time } from "@/components/ui/time";
import { waitsForPeople } from "@/lib/rollouts/applying";
import type { AppliedAttempt, Applying } from "@/lib/rollouts/exposure-schemas";
import type { ExposureView } from "@/lib/rollouts/exposure-view";
import { applyingSayings, setByWords } from "./applying-words";

interface Props {
  exposure: ExposureView;
  reader: Reader;
}

/** How far the executor is with what was decided, in words that say what one can do; nothing where people set it. */
export function ApplyingNow({ exposure, reader }: Props): ReactElement | null {
  const { applying } = exposure;
  if (applying === null) return null;
  const { attempts, earlier, state } = applying;
  return (
    <div className="flex flex-col gap-2">
      <Standing applying={applying} exposure={exposure} reader={reader} />
      {state !== "applied" &&
        earlier.map((each) => <Earlier key={keyOf(each)} attempt={each} reader={reader} />)}
      {attempts.length > 0 && (
        <Disclosure
          id="attempts"
          open={
            waitsForPeople(state) && (attempts.length > 1 || attempts.some(({ output }) => output !== ""))
          }
          summary={attempts.length === 1 ? "1 attempt to set it" : `${attempts.length} attempts to set it`}
        >
          <ol className="flex flex-col gap-3">
            {attempts.map((attempt) => (
              <Attempt key={keyOf(attempt)} attempt={attempt} reader={reader} />
            ))}
          </ol>
        </Disclosure>
      )}
    </div>
  );
}

const keyOf = ({ percent, number, at }: AppliedAttempt): string => `${percent} ${number} ${at}`;

function Standing({ applying, exposure, reader }: Props & { applying: Applying }): ReactElement | null {
  const { state, percent, by, nextAt, attempts } = applying;
  const { confirmed, applyFault } = exposure;
  const [last] = attempts;
  const executor = by === null ? "the executor" : setByWords(by);
  switch (state) {
    case "none":
      return applyFault === null ? (
        <p className="text-sm text-ink-2">Nobody asked {executor} to set it.</p>
      ) : null;
    case "confirmed":
      return null;
    case "applied":
      return (
        <Line state={state}>
          by {executor}
          <At at={last?.endedAt ?? null} reader={reader} />
        </Line>
      );
    case "waiting":
      return <Line state={state}>by {executor}</Line>;
    case "under-way":
      return (
        <Line state={state}>
          by {executor}, since <Moment at={last?.takenAt ?? null} reader={reader} />
        </Line>
      );
    case "retrying":
      return (
        <Line state={state}>
          at <Moment at={nextAt} reader={reader} /> by {executor}. {lastWords(attempts)}
        </Line>
      );
    case "unsettled":
      return (
        <Line state={state}>It counts once what was decided before, and is still under way, has ended.</Line>
      );
    case "held-back":
      return <Line state={state}>Nothing raises exposure while it is paused, or the release on hold.</Line>;
    case "differs":
      return (
        <Notice
          tone="stop"
          shape="triangle"
          title={`${percent} % was set by ${executor}, and ${confirmed} % is seen`}
        >
          <p>{whatToDo(exposure)}</p>
        </Notice>
      );
    case "failed":
      return (
        <Notice tone="stop" shape="stop" title={`${percent} % could not be set by ${executor}`}>
          {last?.note !== null && <p className="wrap-anywhere whitespace-pre-line">{last?.note}</p>}
          <p>{whatToDo(exposure)}</p>
        </Notice>
      );
  }
}

/** How the last attempt that ended did. */
function lastWords(attempts: readonly AppliedAttempt[]): string {
  const ended = attempts.find(({ endedAt }) => endedAt !== null);
  return ended === undefined ? "" : `Attempt ${ended.number}: ${ended.note ?? "it failed."}`;
}

function whatToDo({ abilities, applyFault }: ExposureView): string {
  if (applyFault !== null) return applyFault;
  return abilities.confirm.allowed
    ? "Have it tried again, or set it by hand and confirm it."
    : "Somebody who may confirm exposure can have it tried again, or set it by hand and confirm it.";
}

function Line({ state, children }: { state: Applying["state"]; children: ReactNode }): ReactElement {
  const { word, tone, shape } = applyingSayings[state];
  return (
    <p className="flex flex-wrap items-center gap-x-2 gap-y-0.5 text-sm text-ink-2">
      <Mark tone={tone} shape={shape}>
        {word}
      </Mark>
      <span className="min-w-0 wrap-anywhere">{children}</span>
    </p>
  );
}

function At({ at, reader }: { at: string | null; reader: Reader }): ReactElement | null {
  return at === null ? null : (
    <>
      , <Time at={Date.parse(at)} reader={reader} />
    </>
  );
}

function Moment({ at, reader }: { at: string | null; reader: Reader }): ReactElement {
  return at === null ? <>now</> : <Time at={Date.parse(at)} reader={reader} />;
}

/** What was decided before and could not be called back: it may have set another share. */
function Earlier({ attempt, reader }: { attempt: AppliedAttempt; reader: Reader }): ReactElement {
  const { percent, executor, endedAt, takenAt } = attempt;
  return (
    <Notice
      tone="aged"
      shape="half"
      title={`${percent} %, decided before, ${endedAt === null ? "is still being set" : "ended late"}`}
    >
      <p>
        By {executorWords[executor]}, since <Moment at={takenAt} reader={reader} />
        {endedAt !== null && (
          <>
            {" until "}
            <Moment at={endedAt} reader={reader} />
          </>
        )}
        . It counts for nothing; look at what is set before you confirm it.
      </p>
    </Notice>
  );
}

function Attempt({ attempt, reader }: { attempt: AppliedAttempt; reader: Reader }): ReactElement {
  const { number, executor, state, at, takenAt, by, askedBy, endedAt, note, exitCode, observed, output } =
    attempt;
  const { word, tone, shape } = attemptSayings[state];
  return (
    <li className="flex flex-col gap-1 text-sm">
      <p className="flex flex-wrap items-center gap-x-2 gap-y-0.5">
        <span className="text-ink-3">Attempt {number}</span>
        <Mark tone={tone} shape={shape}>
          {word}
        </Mark>
        <span className="text-ink-2">
          by {by ?? executorWords[executor]}
          {askedBy !== null && `, asked by ${askedBy}`}
        </span>
        <span className="text-ink-3">
          <Time at={Date.parse(takenAt ?? at)} reader={reader} show="clock" />
          {endedAt !== null && (
            <>
              {" to "}
              <Time at={Date.parse(endedAt)} reader={reader} show="clock" />
            </>
          )}
        </span>
        {exitCode !== null && <Badge tone={exitCode === 0 ? "good" : "stop"}>exit code {exitCode}</Badge>}
        {observed !== null && <Badge>{observed} % seen</Badge>}
      </p>
      {note !== null && <p className="wrap-anywhere whitespace-pre-line text-ink-2">{note}</p>}
      {output !== "" && (
        <Source text={output} label={`What attempt ${number} printed`} className="max-h-56" />
      )}
    </li>
  );
}
