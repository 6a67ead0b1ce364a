import Link from "next/link";
import type { ReactElement } from "react";
import { RunningClock } from "@/components/rollbacks/countdown";
import { ActForm } from "@/components/ui/act-form";
import { Mark } from "@/components/ui/badge";
import { Fact, Facts } from "@/components/ui/facts";
import { Notice } from "@/components/ui/notice";
import type { Act } from "@/components/ui/outcome";
import { Section } from "@/components/ui/section";
import { type Reader, Time } from "@/components/ui/time";
import type { HandOverAnswer } from "@/lib/handovers/schemas";

interface Props {
  brief: HandOverAnswer;
  reader: Reader;
}

/** For whom it is, who was before and who comes after. */
export function ShiftFacts({
  brief: { rota, shift, isRunning, before, after },
  reader,
}: Props): ReactElement {
  return (
    <Section
      title={isRunning ? "The running shift" : "The next shift"}
      aside={
        <Link href={`/settings/rotas/${rota.key}`} prefetch={false} className="link">
          {rota.title}
        </Link>
      }
    >
      {shift === null ? (
        <p className="text-sm text-ink-2">Nobody comes on shift in the coming five weeks.</p>
      ) : (
        <Facts>
          <Fact name="On shift">{shift.person.name}</Fact>
          <Fact name="From">
            <Time at={Date.parse(shift.from)} reader={reader} />
          </Fact>
          <Fact name="Until">
            <Time at={Date.parse(shift.to)} reader={reader} />
            {isRunning && (
              <p className="text-xs">
                <RunningClock
                  until={Date.parse(shift.to)}
                  reader={reader}
                  ends="ends"
                  isCalm
                  hasTime={false}
                />
              </p>
            )}
          </Fact>
          {before !== null && <Fact name="Before">{before.person.name}</Fact>}
          {after !== null && <Fact name="After">{after.person.name}</Fact>}
        </Facts>
      )}
    </Section>
  );
}

/** Saying that it was read: for whoever is on shift. Whoever waits for it sees whether it was. */
export function Acknowledge({ brief, act, reader }: Props & { act: Act }): ReactElement | null {
  const { rota, shift, isRunning, acknowledgedAt, mayAcknowledge } = brief;
  if (shift === null || !isRunning) return null;
  if (acknowledgedAt !== null)
    return (
      <p className="flex flex-wrap items-center gap-x-1.5 text-sm text-ink-2">
        <Mark tone="good" shape="check-disc">
          {shift.person.name} read it
        </Mark>
        <Time at={Date.parse(acknowledgedAt)} reader={reader} />
      </p>
    );
  if (!mayAcknowledge)
    return (
      <p className="text-sm text-ink-2">
        <Mark tone="work" shape="ring">
          {shift.person.name} has not said that they read it
        </Mark>
      </p>
    );
  return (
    <Notice tone="go" shape="clock" title="You are on shift">
      <p>Say that you read what was handed over; until then it stays in your inbox.</p>
      <div className="pt-2">
        <ActForm act={act} submit="I have read it" busy="Recording…" look="primary">
          <input type="hidden" name="key" value={rota.key} />
        </ActForm>
      </div>
    </Notice>
  );
}

/** Freezes and reviews of the shift. */
export function Comings({ brief: { freezes, reviews }, reader }: Props): ReactElement {
  return (
    <Section title="In this shift" flush>
      {freezes.length + reviews.length === 0 && (
        <p className="px-4 py-3 text-sm text-ink-2">No freeze window and no review.</p>
      )}
      <ul aria-label="In this shift">
        {freezes.map(({ title, component, from, until }) => (
          <li key={`${title} ${from}`} className="border-b border-line px-4 py-2 text-sm last:border-b-0">
            <p className="font-medium wrap-anywhere">
              Frozen: {title}
              {component !== null && ` (${component})`}
            </p>
            <p className="text-xs text-ink-3">
              <Time at={Date.parse(from)} reader={reader} /> until{" "}
              <Time at={Date.parse(until)} reader={reader} />
              {Date.parse(from) <= reader.now && (
                <>
                  {" · "}
                  <RunningClock
                    until={Date.parse(until)}
                    reader={reader}
                    ends="ends"
                    isCalm
                    hasTime={false}
                  />
                </>
              )}
            </p>
          </li>
        ))}
        {reviews.map(({ id, title, start }) => (
          <li key={id} className="border-b border-line px-4 py-2 text-sm last:border-b-0">
            <Link href={`/reviews/${id}`} prefetch={false} className="font-medium link wrap-anywhere">
              {title}
            </Link>
            <p className="text-xs text-ink-3">
              Review, <Time at={Date.parse(start)} reader={reader} />
            </p>
          </li>
        ))}
      </ul>
    </Section>
  );
}
