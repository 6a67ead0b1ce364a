import Link from "next/link";
import type { ReactElement } from "react";
import { ClockMark } from "@/components/gates/clock-mark";
import { requirementSayings } from "@/components/gates/status";
import { RunningClock } from "@/components/rollbacks/countdown";
import { Disclosure } from "@/components/ui/disclosure";
import { Section } from "@/components/ui/section";
import { Shape } from "@/components/ui/shape";
import { type Reader, span } from "@/components/ui/time";
import { whoWords } from "@/components/ui/who-words";
import type { RequirementStatus } from "@/lib/gates/state-model";
import type { HandOverAnswer } from "@/lib/handovers/schemas";
import { roleWords } from "@/lib/policy/role-words";
import { Line } from "./line";

interface Props {
  brief: HandOverAnswer;
  reader: Reader;
}

type Waiting = HandOverAnswer["waiting"][number];
const shownAtOnce = 8;

/** What waits in the rota's roles for whoever has the shift, overdue first. */
export function WaitingNow({ brief, reader }: Props): ReactElement | null {
  const { shift, isRunning, waiting, unread } = brief;
  if (shift === null) return null;
  const title = `${isRunning ? "Waits" : "Will wait"} for ${shift.person.name}`;
  const late = waiting.filter(({ isOverdue }) => isOverdue).length;
  const count = `${waiting.length} ${waiting.length === 1 ? "decision" : "decisions"}`;
  // What is overdue is never folded away.
  const shown = Math.max(late, waiting.length > shownAtOnce + 1 ? shownAtOnce : waiting.length);
  const rest = waiting.slice(shown);
  return (
    <Section title={title} aside={late === 0 ? count : `${count}, ${late} overdue`} flush>
      {waiting.length === 0 && (
        <p className="px-4 py-3 text-sm text-ink-2">
          No signature, approval or acknowledgement waits in the rota’s roles on the releases that you can
          see.
        </p>
      )}
      <ul aria-label={title}>
        {waiting.slice(0, shown).map((each) => (
          <Waits key={keyOf(each)} waiting={each} reader={reader} />
        ))}
      </ul>
      {rest.length > 0 && (
        <Disclosure summary={`${rest.length} more`} className="border-t border-line px-4 py-2">
          <ul aria-label="More that waits" className="-mx-4">
            {rest.map((each) => (
              <Waits key={keyOf(each)} waiting={each} reader={reader} />
            ))}
          </ul>
        </Disclosure>
      )}
      {unread > 0 && (
        <p className="border-t border-line px-4 py-3 text-sm text-ink-2">
          {unread === 1 ? "One further release holds" : `${unread} further releases hold`} roles of the rota.
          What waits there stands on {unread === 1 ? "its page" : "their pages"} and in the inbox.
        </p>
      )}
    </Section>
  );
}

function keyOf({ release, gate, requirement, role, kind }: Waiting): string {
  return `${release.slug} ${gate.key} ${requirement?.key ?? ""} ${role} ${kind}`;
}

const asked = { sign: "signs", acknowledge: "acknowledges", "look-again": "looks at an objection again" };

function Waits({ waiting, reader }: { waiting: Waiting; reader: Reader }): ReactElement {
  const { release, gate, requirement, role, kind, status, since, clock, dueAt } = waiting;
  const { word, shape, tone } = requirementSayings[status as RequirementStatus];
  return (
    <li className="flex gap-2 border-b border-line px-4 py-2 text-sm last:border-b-0">
      <Shape name={shape} tone={tone} size={14} label={word} className="mt-1.5" />
      <div className="flex min-w-0 flex-col gap-0.5">
        <p className="min-w-0">
          <Link
            href={`/releases/${release.slug}/readiness#gate-${gate.key}`}
            prefetch={false}
            className="inline-flex min-h-6 items-center font-medium link wrap-anywhere"
          >
            {requirement?.title ?? `Approval of “${gate.title}”`}
          </Link>
        </p>
        <p className="text-ink-2 wrap-anywhere">
          {release.title} · {gate.title} · {roleWords(role)} {asked[kind]}
        </p>
        <p className="flex flex-wrap items-center gap-x-2 gap-y-0.5 text-xs text-ink-3">
          {clock === null ? (
            <span>waits {span(reader.now - Date.parse(since))}</span>
          ) : (
            <ClockMark
              clock={{
                ...clock,
                pausedSince: clock.pausedSince === null ? null : Date.parse(clock.pausedSince),
              }}
              of={roleWords(role)}
              reader={reader}
            />
          )}
          {dueAt !== null && <RunningClock until={Date.parse(dueAt)} reader={reader} ends="due" />}
        </p>
      </div>
    </li>
  );
}

const owed: Record<HandOverAnswer["deadlines"][number]["kind"], string> = {
  condition: "Condition",
  "break-glass-review": "Review of a broken glass",
  "post-mortem": "Post-mortem",
  action: "Action",
  evidence: "Evidence",
  waiver: "Waiver",
};

/** What is owed and what runs out before the shift ends, with clocks that run. */
export function Deadlines({ brief, reader }: Props): ReactElement {
  const { deadlines } = brief;
  return (
    <Section title="What is due" aside={deadlines.length === 0 ? "nothing" : String(deadlines.length)} flush>
      {deadlines.length === 0 && (
        <p className="px-4 py-3 text-sm text-ink-2">
          Nothing is owed and no waiver runs out before the shift ends.
        </p>
      )}
      <ul aria-label="What is due">
        {deadlines.map(({ release, kind, title, gate, dueAt, waitingOn }) => (
          <Line
            key={`${release.slug} ${kind} ${title} ${dueAt}`}
            href={
              gate === null ? `/releases/${release.slug}` : `/releases/${release.slug}/readiness#gate-${gate}`
            }
            title={kind === "waiver" ? `Waiver of “${title}”` : title}
          >
            <p>
              {kind !== "waiver" && `${owed[kind]} on `}
              {release.title}
              {waitingOn.length > 0 && ` · ${whoWords(waitingOn, { max: 3, or: true })}`}
            </p>
            <p className="text-xs">
              <RunningClock
                until={Date.parse(dueAt)}
                reader={reader}
                ends={kind === "waiver" || kind === "evidence" ? "runs out" : "due"}
              />
            </p>
          </Line>
        ))}
      </ul>
    </Section>
  );
}
