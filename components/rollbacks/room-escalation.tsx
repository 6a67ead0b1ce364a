import Link from "next/link";
import type { ReactElement } from "react";
import { ActForm } from "@/components/ui/act-form";
import { Mark } from "@/components/ui/badge";
import { Disclosure } from "@/components/ui/disclosure";
import { Select } from "@/components/ui/field";
import { Section } from "@/components/ui/section";
import type { ShapeName } from "@/components/ui/shape";
import { type Reader, Time } from "@/components/ui/time";
import type { Tone } from "@/components/ui/tone";
import { whoWords } from "@/components/ui/who-words";
import { Why } from "@/components/ui/why";
import { decisionWords } from "@/lib/policy/decision-words";
import { afterText, repeatText } from "@/lib/policy/escalation-words";
import { channelWords, levelTitle } from "@/lib/policy/whom-words";
import type { Decision } from "@/lib/policy/model";
import type { EscalationAnswer } from "@/lib/rollbacks/rollback-answers";
import type { RollbackView } from "@/lib/rollbacks/rollback-view";
import type { RoomActs } from "./room-acts";

type Level = EscalationAnswer["levels"][number];
type Telling = EscalationAnswer["tellings"][number];

/** Who is waited for, which level was told, to whom, and who comes next. */
export function RoomEscalation({
  view,
  acts,
  reader,
}: {
  view: RollbackView;
  acts: RoomActs;
  reader: Reader;
}): ReactElement {
  const { escalation, endedAt } = view;
  const { version, levels, tellings, wait, since } = escalation;
  const own = tellings.filter((each) => each.wait === wait);
  const before = since === null ? tellings : tellings.filter((each) => each.wait !== wait);
  return (
    <Section
      title="Escalation"
      aside={
        <Link href="/settings/escalation" prefetch={false} className="link">
          {version === 0 ? "Shipped policy" : `Policy, version ${version}`}
        </Link>
      }
      flush
    >
      <Awaited view={view} />
      {since !== null && (
        <ol aria-label="Levels">
          {levels.map((level) => (
            <LevelRow
              key={level.number}
              level={level}
              told={own.filter((each) => each.level === level.number)}
              escalation={escalation}
              reader={reader}
            />
          ))}
        </ol>
      )}
      {before.length > 0 && (
        <div className="border-t border-line px-4 py-2">
          <Disclosure summary={since === null ? "Who was told" : "Who was told before that"}>
            <Before tellings={before} reader={reader} />
          </Disclosure>
        </div>
      )}
      {endedAt === null && since !== null && <Silence view={view} acts={acts} reader={reader} />}
    </Section>
  );
}

function Awaited({ view }: { view: RollbackView }): ReactElement {
  const { waitsFor, awaited, endedAt, onSilence, severity, state, escalation } = view;
  const who = whoWords(awaited, { max: 4, or: true });
  if (endedAt !== null)
    return <p className="px-4 py-3 text-sm text-ink-2">It is over: nobody is told any more.</p>;
  return (
    <p className="border-b border-line px-4 py-3 text-sm text-ink-2 last:border-b-0">
      {waitsFor === null ? (
        "Nothing is asked of anybody now."
      ) : (
        <>
          <span className="font-medium text-ink">Awaited:</span>{" "}
          {decisionWords(waitsFor as Decision).toLowerCase()}
          {who === "" ? "; nobody may now." : `, by ${who}.`}
        </>
      )}
      {escalation.since === null &&
        (state === "proposed" && onSilence === "nothing"
          ? ` Silence leads to nothing at ${severity}, so nobody is told.`
          : " Nobody further is told.")}
    </p>
  );
}

function LevelRow({
  level,
  told,
  escalation,
  reader,
}: {
  level: Level;
  told: readonly Telling[];
  escalation: EscalationAnswer;
  reader: Reader;
}): ReactElement {
  const { next } = escalation;
  const isNext = next?.level === level.number;
  const { tone, shape, word } = markOf(told, isNext && next.repetition === 0);
  const last = told.at(-1);
  const again = repeatText({ repeat: level.repeat === null ? undefined : repeatOf(level.repeat) });
  return (
    <li className="border-b border-line px-4 py-2 text-sm last:border-b-0">
      <div className="flex flex-wrap items-center justify-between gap-x-2 gap-y-0.5">
        <span className="min-w-0 font-medium wrap-anywhere">
          {level.number}. {levelTitle(level.whom)}
        </span>
        <Mark tone={tone} shape={shape}>
          {word}
        </Mark>
      </div>
      <p className="text-xs text-ink-3">
        {sentence(afterText(level, level.number))}
        {again !== null && `, ${again}`}, by {channelWords[level.channel]}.
      </p>
      {last !== undefined && (
        <p className="text-ink-2 wrap-anywhere">
          {last.people.length === 0 ? (
            <>
              It reached nobody, <Time at={Date.parse(last.at)} reader={reader} show="clock" />
              {next !== null && next.level > level.number && next.repetition === 0
                ? ": the next level comes at once."
                : "."}
            </>
          ) : (
            <>
              {last.repetition === 0 ? "Told" : `Told ${last.repetition + 1} times, last`}{" "}
              <Time at={Date.parse(last.at)} reader={reader} show="clock" />:{" "}
              {whoWords(last.people, { max: 6 })}.
            </>
          )}
        </p>
      )}
      {isNext && (
        <p className="text-ink-2 wrap-anywhere">
          {next.repetition === 0 ? "Next" : "Again"}{" "}
          <Time at={Date.parse(next.at)} reader={reader} show="clock" />:{" "}
          {next.people.length === 0 ? (
            <span className="font-medium text-stop">it would reach nobody now.</span>
          ) : (
            `${whoWords(next.people, { max: 6 })}, as it stands now.`
          )}
        </p>
      )}
    </li>
  );
}

function markOf(told: readonly Telling[], isNext: boolean): { tone: Tone; shape: ShapeName; word: string } {
  const last = told.at(-1);
  if (last === undefined)
    return isNext
      ? { tone: "go", shape: "clock", word: "Next" }
      : { tone: "idle", shape: "dots", word: "Ahead" };
  return last.people.length === 0
    ? { tone: "stop", shape: "triangle", word: "Reached nobody" }
    : { tone: "aged", shape: "check-disc", word: "Told" };
}

function Before({ tellings, reader }: { tellings: readonly Telling[]; reader: Reader }): ReactElement {
  return (
    <ol className="flex flex-col gap-1 pt-1 text-sm text-ink-2">
      {tellings.map(({ wait, level, repetition, at, people }) => (
        <li key={`${wait} ${level} ${repetition}`} className="wrap-anywhere">
          <Time at={Date.parse(at)} reader={reader} />, level {level}
          {repetition > 0 && " again"}:{" "}
          {people.length === 0 ? "it reached nobody" : whoWords(people, { max: 6 })}
        </li>
      ))}
    </ol>
  );
}

function Silence({
  view,
  acts,
  reader,
}: {
  view: RollbackView;
  acts: RoomActs;
  reader: Reader;
}): ReactElement | null {
  const { escalation, abilities, id } = view;
  const { silence, next } = escalation;
  const isSilent = silence !== null && Date.parse(silence.until) > reader.now;
  if (next === null && !isSilent)
    return (
      <p className="border-t border-line px-4 py-3 text-sm text-ink-2">
        All levels were told; nobody is told again.
      </p>
    );
  return (
    <div className="flex flex-col gap-2 border-t border-line px-4 py-3 text-sm">
      {isSilent && (
        <p className="text-ink-2">
          <span className="font-medium text-ink">{silence.by.name} is on it:</span> nobody further is told
          until <Time at={Date.parse(silence.until)} reader={reader} show="clock" />.
        </p>
      )}
      {abilities.acknowledge.allowed ? (
        <ActForm act={acts.silence} submit="I am on it" busy="Recording…" size="sm" look="secondary" row>
          <input type="hidden" name="rollback" value={id} />
          <Select
            label="Tell nobody further for"
            name="for"
            defaultValue="15m"
            options={[
              { value: "15m", label: "15 minutes" },
              { value: "30m", label: "30 minutes" },
              { value: "1h", label: "1 hour" },
            ]}
          />
        </ActForm>
      ) : (
        <Why label="I am on it" size="sm" {...abilities.acknowledge} />
      )}
      <p className="text-xs text-ink-3">It stops no clock of a decision; deciding does.</p>
    </div>
  );
}

function repeatOf({ every, times }: NonNullable<Level["repeat"]>) {
  return { every, ...(times !== null && { times }) };
}

function sentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}
