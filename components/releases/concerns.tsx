import type { ReactElement } from "react";
import { Person } from "@/components/people/people";
import { ActForm } from "@/components/ui/act-form";
import { Badge } from "@/components/ui/badge";
import { Textarea } from "@/components/ui/field";
import type { Act } from "@/components/ui/outcome";
import { Section } from "@/components/ui/section";
import { Sheet, SheetButton } from "@/components/ui/sheet";
import { type Reader, Time } from "@/components/ui/time";
import { Why } from "@/components/ui/why";
import type { ConcernView } from "@/lib/gates/page-model";

interface Props {
  release: string;
  concerns: readonly ConcernView[];
  /** null: of a past moment. */
  act: Act | null;
  reader: Reader;
}

/** What people fear about the release: what waits for an answer first. */
export function Concerns({ release, concerns, act, reader }: Props): ReactElement | null {
  if (concerns.length === 0) return null;
  const open = concerns.filter(({ answer }) => answer === null);
  const answered = concerns.filter(({ answer }) => answer !== null);
  return (
    <Section title="Concerns" aside={open.length === 0 ? "all answered" : `${open.length} open`} flush>
      <ul>
        {[...open, ...answered].map((concern) => (
          <li
            key={concern.id}
            id={`concern-${concern.id}`}
            className="flex flex-col gap-1.5 border-b border-line px-4 py-3 last:border-b-0"
          >
            <p className="flex flex-wrap items-center gap-x-1.5 gap-y-0.5 text-sm">
              <Person person={concern.by} />
              <span className="text-xs text-ink-3">
                <Time at={concern.at} reader={reader} />
              </span>
              {concern.answer === null && (
                <Badge tone="work" shape="triangle">
                  Open
                </Badge>
              )}
            </p>
            <p className="max-w-prose wrap-anywhere whitespace-pre-line">{concern.text}</p>
            {concern.answer === null ? (
              act !== null && <Answer release={release} concern={concern} act={act} />
            ) : (
              <div className="border-l-2 border-line pl-3 text-sm text-ink-2">
                <p className="flex flex-wrap items-center gap-x-1.5 gap-y-0.5">
                  <Person person={concern.answer.by} />
                  <span>{concern.answer.role === null ? "took it back" : "answered"}</span>
                  <span className="text-xs text-ink-3">
                    <Time at={concern.answer.at} reader={reader} />
                  </span>
                </p>
                <p className="max-w-prose wrap-anywhere whitespace-pre-line">{concern.answer.text}</p>
              </div>
            )}
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Answer({
  release,
  concern,
  act,
}: {
  release: string;
  concern: ConcernView;
  act: Act;
}): ReactElement {
  const { id, by, mayAnswer, isOwn } = concern;
  const label = isOwn ? "Take it back" : "Answer";
  const name = isOwn ? "Take your concern back" : `Answer the concern of ${by.name}`;
  if (!mayAnswer.allowed) return <Why label={label} name={name} size="sm" align="row" {...mayAnswer} />;
  return (
    <div>
      <SheetButton sheet={`concern-${id}`} size="sm">
        {label}…
      </SheetButton>
      <Sheet id={`concern-${id}`} title={name}>
        <ActForm act={act} submit={label} busy="Recording…">
          <input type="hidden" name="release" value={release} />
          <input type="hidden" name="concern" value={id} />
          <Textarea
            label={isOwn ? "Why" : "Answer"}
            name="text"
            required
            rows={4}
            maxLength={4_000}
            hint="Recorded with your name; everybody who sees the release reads it."
          />
        </ActForm>
      </Sheet>
    </div>
  );
}

/** It takes no right. */
export function RaiseConcern({ release, act }: { release: string; act: Act }): ReactElement {
  return (
    <div>
      <SheetButton sheet="raise-concern" size="sm">
        Raise a concern…
      </SheetButton>
      <Sheet id="raise-concern" title="Raise a concern">
        <ActForm act={act} submit="Raise it" busy="Recording…">
          <input type="hidden" name="release" value={release} />
          <p className="text-sm text-ink-2">
            It stops nothing by itself. Whoever signs is shown it, and the release is not completed before
            somebody with a role on it has answered.
          </p>
          <Textarea label="What do you fear?" name="text" required rows={4} maxLength={4_000} />
        </ActForm>
      </Sheet>
    </div>
  );
}
