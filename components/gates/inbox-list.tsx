"use client";

import Link from "next/link";
import type { ReactElement, ReactNode } from "react";
import { Badge } from "@/components/ui/badge";
import { DrawnDisclosure } from "@/components/ui/drawn-disclosure";
import { Markdown } from "@/components/ui/markdown";
import { Notice } from "@/components/ui/notice";
import { Section } from "@/components/ui/section";
import { Shape } from "@/components/ui/shape";
import { type Reader, span, Time } from "@/components/ui/time";
import { whoWords } from "@/components/ui/who-words";
import { isOverdue } from "@/lib/gates/inbox-order";
import type { InboxItem } from "@/lib/gates/inbox-queries";
import type { RequirementStatus } from "@/lib/gates/state-model";
import { type GateActs, inboxId, inboxTitle } from "./acts";
import { ClockMark } from "./clock-mark";
import { DueMark } from "./due-mark";
import { ChangeList } from "./own-word";
import { SignControls } from "./sign-controls";
import { requirementSayings, roleWords } from "./status";

/** What waits for the reader: what is overdue first, then by release, the longest wait first. */
export function InboxList({
  items,
  acts,
  reader,
}: {
  items: readonly InboxItem[];
  acts: GateActs;
  reader: Reader;
}): ReactElement {
  const overdue = items.filter((item) => isOverdue(item, reader.now));
  const others = items.filter((item) => !isOverdue(item, reader.now));
  const releases = [...new Map(others.map(({ release }) => [release.slug, release])).values()];
  return (
    <div className="flex flex-col gap-4">
      {overdue.length > 0 && (
        <Part
          title={
            <span className="inline-flex items-center gap-2">
              <Shape name="clock" tone="stop" size={14} />
              Overdue
            </span>
          }
          items={overdue}
          showRelease
          acts={acts}
          reader={reader}
        />
      )}
      {releases.map((release) => (
        <Part
          key={release.slug}
          title={
            <Link
              href={`/releases/${release.slug}`}
              prefetch={false}
              className="wrap-anywhere hover:underline"
            >
              {release.title}
            </Link>
          }
          items={others.filter((item) => item.release.slug === release.slug)}
          acts={acts}
          reader={reader}
        />
      ))}
    </div>
  );
}

function Part({
  title,
  items,
  ...shown
}: {
  title: ReactNode;
  items: readonly InboxItem[];
  showRelease?: boolean;
  acts: GateActs;
  reader: Reader;
}): ReactElement {
  const count = `${items.length} ${items.length === 1 ? "decision" : "decisions"}`;
  return (
    <Section title={title} aside={count} flush>
      <ul>
        {items.map((item) => (
          <Item key={`${inboxId(item)} ${item.kind}`} item={item} {...shown} />
        ))}
      </ul>
    </Section>
  );
}

interface ItemProps {
  item: InboxItem;
  showRelease?: boolean;
  acts: GateActs;
  reader: Reader;
}

function Item({ item, showRelease = false, acts, reader }: ItemProps): ReactElement {
  const { gate, stage, requirement, last, release, role, onBehalfOf, dueAt, reminded, clock } = item;
  const title = inboxTitle(item);
  const saying = requirementSayings[item.status as RequirementStatus];
  return (
    <li
      id={inboxId(item)}
      data-row
      className="grid gap-x-6 gap-y-2.5 border-b border-line px-4 py-3 last:border-b-0 md:grid-cols-[minmax(0,1fr)_auto]"
    >
      <div className="flex min-w-0 flex-col gap-1">
        <div className="flex items-start gap-2">
          <Shape name={saying.shape} tone={saying.tone} size={14} label={saying.word} className="mt-1" />
          <h3 className="min-w-0 font-medium">{title}</h3>
        </div>
        <p className="flex flex-wrap items-center gap-x-2 gap-y-0.5 pl-5.5 text-sm text-ink-3">
          {showRelease && (
            <Link
              href={`/releases/${release.slug}`}
              prefetch={false}
              className="inline-flex min-h-6 items-center font-medium text-ink-2 wrap-anywhere hover:underline"
            >
              {release.title}
            </Link>
          )}
          <Link
            href={`/releases/${release.slug}/readiness#gate-${gate.key}`}
            prefetch={false}
            className="inline-flex min-h-6 items-center text-ink-2 hover:underline"
          >
            {stage.title} · {gate.title}
          </Link>
          <span>
            {role !== null && `as ${roleWords(role)}`}
            {onBehalfOf !== null && (
              <span className="font-medium text-ink-2">
                {" "}
                for {onBehalfOf.name}, until <Time at={onBehalfOf.until} reader={reader} />
              </span>
            )}
            {role !== null && " · "}
            <Waits item={item} reader={reader} />
          </span>
          {clock !== null && <ClockMark clock={clock} of="you" reader={reader} />}
          {dueAt !== null && (
            <DueMark
              at={dueAt}
              remindedAt={reminded?.at ?? null}
              reader={reader}
              ends={item.kind === "waiver" ? "runs out" : "due"}
            />
          )}
        </p>
        <div className="flex flex-col gap-1.5 pl-5.5">
          {item.kind === "waiver" ? (
            <p className="text-sm text-ink-2">
              What it covers has to be met, or waived anew, or the gate asks for it again.
            </p>
          ) : (
            <Since last={last} who={onBehalfOf?.name ?? null} reader={reader} />
          )}
          {item.kind === "look-again" && (
            <Notice
              tone="work"
              title={onBehalfOf === null ? "Your objection still stands" : "An objection still stands"}
            >
              {onBehalfOf !== null && `${onBehalfOf.name} raised it, for whom you act. `}It was raised on
              earlier content. Look at what changed: approve, object anew, or withdraw it.
            </Notice>
          )}
          {item.objections.map((blocker) => (
            <Notice key={blocker.message} tone={blocker.code === "veto" ? "stop" : "work"}>
              {blocker.message}
            </Notice>
          ))}
          {requirement !== null && requirement.guidance !== null && (
            <DrawnDisclosure summary="What to look at">
              <Markdown text={requirement.guidance} className="text-sm" />
            </DrawnDisclosure>
          )}
        </div>
      </div>
      {role !== null && (
        <div className="pl-5.5 md:pl-0">
          <SignControls
            place={{ release: release.slug, gate: gate.key, requirement: requirement?.key ?? null }}
            title={title}
            size="md"
            sign={[{ role, onBehalfOf, meaning: item.meaning }]}
            speak={item.kind === "acknowledge" ? [] : [{ role, onBehalfOf }]}
            refusal={null}
            kind={
              item.kind === "acknowledge" ? "acknowledgement" : requirement === null ? "approval" : "item"
            }
            subjectDigest={item.subjectDigest}
            hasSpoken={item.kind === "look-again"}
            acts={acts}
          >
            <Since last={last} who={onBehalfOf?.name ?? null} reader={reader} />
          </SignControls>
        </div>
      )}
    </li>
  );
}

/** Who waits for it, and for how long. */
function Waits({ item: { since, waiting }, reader }: Pick<ItemProps, "item" | "reader">): ReactElement {
  const who = whoWords(waiting, { max: 2 });
  return (
    <>
      {who === "" ? "waits" : `${who} ${waiting.length === 1 ? "waits" : "wait"}`}{" "}
      <time
        dateTime={new Date(since).toISOString()}
        title={`since ${new Date(since).toISOString().slice(0, 16).replace("T", " ")} UTC`}
      >
        {span(reader.now - since)}
      </time>
    </>
  );
}

const words: Record<string, string> = {
  approve: "signed this",
  acknowledge: "acknowledged this",
  "needs-work": "asked for work",
  reject: "rejected this",
  "not-applicable": "said this does not apply",
  withdraw: "withdrew a vote",
};

/** `who`: for whom the reader acts; null: the reader. */
function Since({
  last,
  who,
  reader,
}: {
  last: InboxItem["last"];
  who: string | null;
  reader: Reader;
}): ReactElement {
  if (last === null)
    return (
      <p className="text-sm text-ink-2">{who === null ? "You have" : `${who} has`} not signed this before.</p>
    );
  return (
    <div className="text-sm text-ink-2">
      <p className="flex flex-wrap items-center gap-x-2">
        <span>
          {who ?? "You"} {words[last.vote] ?? last.vote} <Time at={last.at} reader={reader} show="ago" />.
        </span>
        {last.changes.length === 0 ? (
          <span>What it covers has not changed since.</span>
        ) : (
          <Badge tone="aged">changed since</Badge>
        )}
      </p>
      <ChangeList changes={last.changes} />
    </div>
  );
}
