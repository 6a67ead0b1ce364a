import type { ReactElement } from "react";
import { Badge, Mark } from "@/components/ui/badge";
import { Digest } from "@/components/ui/digest";
import { Disclosure } from "@/components/ui/disclosure";
import { Notice } from "@/components/ui/notice";
import { Section } from "@/components/ui/section";
import { Source } from "@/components/ui/source";
import { type Reader, Time } from "@/components/ui/time";
import { durationWords } from "@/lib/platform/durations";
import type { StepAnswer } from "@/lib/rollbacks/rollback-answers";
import type { RollbackView } from "@/lib/rollbacks/rollback-view";
import type { RoomActs } from "./room-acts";
import { attemptSayings, executorWords, stepSayings } from "./rollback-words";
import { StepActs } from "./step-acts";
import { stepTitle } from "./step-words";

interface Props {
  view: RollbackView;
  acts: RoomActs;
  reader: Reader;
}

/** The steps in the plan's order: how far each is, who carries it out, how one knows that it worked, and what was tried. */
export function StepList({ view, acts, reader }: Props): ReactElement {
  const { steps, drill } = view;
  const done = steps.filter(({ state }) => state === "done").length;
  return (
    <Section
      title={drill === null ? "Steps" : "Steps, rehearsed"}
      aside={`${done} of ${steps.length} done`}
      flush
    >
      <ol>
        {steps.map((step) => (
          <Step key={step.key} step={step} view={view} acts={acts} reader={reader} />
        ))}
      </ol>
    </Section>
  );
}

function Step({ step, view, acts, reader }: Props & { step: StepAnswer }): ReactElement {
  const { word, tone, shape } = stepSayings[step.state];
  const needs = step.needs.map((key) => view.steps.find((each) => each.key === key)?.number ?? key);
  const last = step.attempts.at(-1);
  const late = last !== undefined && last.endedAt === null && Date.parse(last.dueAt) < reader.now;
  return (
    <li
      id={`step-${step.key}`}
      className="grid grid-cols-[1.25rem_minmax(0,1fr)] gap-x-3 border-b border-line px-4 py-3 text-sm last:border-b-0"
    >
      <span className="tabular text-right text-ink-3">{step.number}</span>
      <div className="flex min-w-0 flex-col gap-1.5">
        <div className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1">
          <h3 className="min-w-0 font-medium wrap-anywhere">{stepTitle(step)}</h3>
          <Mark tone={tone} shape={shape}>
            {word}
          </Mark>
        </div>
        <p className="text-ink-2">
          {step.kind.replaceAll("-", " ")}, by {executorWords[step.executor]}, within{" "}
          {durationWords(step.timeLimit)}
          {needs.length > 0 && `; after step ${needs.join(" and ")}`}
          {last !== undefined && last.by !== null && `; ${last.by}`}
          {late && <span className="font-medium text-stop"> (over its time)</span>}
        </p>
        <p className="wrap-anywhere text-ink-2">
          <span className="font-medium text-ink">It worked if:</span> {step.verify}
        </p>
        {!step.reversible && (
          <Notice tone="stop" shape="triangle" title="This step cannot be undone">
            {step.forwardFix !== null && (
              <p className="wrap-anywhere whitespace-pre-line">The way forward: {step.forwardFix}</p>
            )}
          </Notice>
        )}
        <StepActs step={step} view={view} acts={acts} />
        {step.attempts.length > 0 && (
          <Disclosure
            open={step.state === "failed"}
            summary={step.attempts.length === 1 ? "1 attempt" : `${step.attempts.length} attempts`}
          >
            <ol className="flex flex-col gap-3">
              {step.attempts.toReversed().map((attempt) => (
                <Attempt key={attempt.id} attempt={attempt} reader={reader} step={step} />
              ))}
            </ol>
          </Disclosure>
        )}
      </div>
    </li>
  );
}

function Attempt({
  attempt,
  step,
  reader,
}: {
  attempt: StepAnswer["attempts"][number];
  step: StepAnswer;
  reader: Reader;
}): ReactElement {
  const { number, executor, state, at, by, askedBy, endedAt, outcome, exitCode } = attempt;
  const { word, tone, shape } = attemptSayings[state];
  return (
    <li className="flex flex-col gap-1">
      <p className="flex flex-wrap items-center gap-x-2 gap-y-0.5">
        <span className="text-ink-3">Attempt {number}</span>
        <Mark tone={tone} shape={shape}>
          {word}
        </Mark>
        <span className="text-ink-2">
          by {by ?? executorWords[executor]}
          {askedBy !== null && `, asked by ${askedBy.name}`}
        </span>
        <span className="text-ink-3">
          <Time at={Date.parse(at)} reader={reader} show="clock" />
          {endedAt !== null && (
            <>
              {" to "}
              <Time at={Date.parse(endedAt)} reader={reader} show="clock" />
            </>
          )}
        </span>
        {exitCode !== null && <Badge tone={exitCode === 0 ? "good" : "stop"}>exit code {exitCode}</Badge>}
      </p>
      {outcome !== null && <p className="wrap-anywhere whitespace-pre-line text-ink-2">{outcome}</p>}
      {attempt.verification !== null && (
        <p className="wrap-anywhere text-ink-2">
          {attempt.verification === "passed" ? "It had its effect" : "It did not have its effect"}
          {attempt.verifiedNote !== null && attempt.verifiedNote !== outcome && `: ${attempt.verifiedNote}`}
        </p>
      )}
      {attempt.servingDigest !== null && (
        <p className="text-ink-2">
          Served: <Digest value={attempt.servingDigest} />
        </p>
      )}
      {attempt.output !== "" && (
        <Source
          text={attempt.output}
          label={`What attempt ${number} of ${stepTitle(step)} printed`}
          className="max-h-56"
        />
      )}
    </li>
  );
}
