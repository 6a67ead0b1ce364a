"use client";

import Link from "next/link";
import type { ReactElement } from "react";
import { Badge } from "@/components/ui/badge";
import { DrawnDisclosure } from "@/components/ui/drawn-disclosure";
import { Markdown } from "@/components/ui/markdown";
import { Notice } from "@/components/ui/notice";
import { Section } from "@/components/ui/section";
import { Shape } from "@/components/ui/shape";
import { type Reader, span, Time } from "@/components/ui/time";
import type { InboxItem } from "@/lib/gates/inbox-queries";
import type { RequirementStatus } from "@/lib/gates/state-model";
import { type GateActs, inboxId, inboxTitle } from "./acts";
import { ChangeList } from "./own-word";
import { SignControls } from "./sign-controls";
import { requirementSayings, roleWords } from "./status";

/** What waits for the reader, by release, the longest wait first. */
export function InboxList({
  items,
  acts,
  reader,
}: {
  items: readonly InboxItem[];
  acts: GateActs;
  reader: Reader;
}): ReactElement {
  const releases = [...new Map(items.map(({ release }) => [release.slug, release])).values()];
  return (
    <div className="flex flex-col gap-4">
      {releases.map((release) => {
        const own = items.filter((item) => item.release.slug === release.slug);
        return (
          <Section
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
            aside={`${own.length} ${own.length === 1 ? "decision" : "decisions"}`}
            flush
          >
            <ul>
              {own.map((item) => (
                <Item
                  key={`${item.gate.key} ${item.requirement?.key ?? ""} ${item.kind} ${item.onBehalfOf?.id ?? ""}`}
                  item={item}
                  acts={acts}
                  reader={reader}
                />
              ))}
            </ul>
          </Section>
        );
      })}
    </div>
  );
}

function Item({ item, acts, reader }: { item: InboxItem; acts: GateActs; reader: Reader }): ReactElement {
  const { gate, stage, requirement, last, role, onBehalfOf } = item;
  const place = { release: item.release.slug, gate: gate.key, requirement: requirement?.key ?? null };
  const title = inboxTitle(item);
  const saying = requirementSayings[item.status as RequirementStatus];
  const waited = reader.now - item.since;
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
          <Link
            href={`/releases/${item.release.slug}/readiness#gate-${gate.key}`}
            prefetch={false}
            className="inline-flex min-h-6 items-center text-ink-2 hover:underline"
          >
            {stage.title} · {gate.title}
          </Link>
          <span>
            as {roleWords(role)}
            {onBehalfOf !== null && (
              <span className="font-medium text-ink-2">
                {" "}
                for {onBehalfOf.name}, until <Time at={onBehalfOf.until} reader={reader} />
              </span>
            )}{" "}
            · waits{" "}
            <time
              dateTime={new Date(item.since).toISOString()}
              title={`since ${new Date(item.since).toISOString().slice(0, 16).replace("T", " ")} UTC`}
            >
              {span(waited)}
            </time>
          </span>
        </p>
        <div className="flex flex-col gap-1.5 pl-5.5">
          {item.kind === "look-again" && (
            <Notice
              tone="work"
              title={onBehalfOf === null ? "Your objection still stands" : "An objection still stands"}
            >
              {onBehalfOf !== null && `${onBehalfOf.name} raised it, for whom you act. `}It was raised on
              earlier content. Look at what changed: approve, object anew, or withdraw it.
            </Notice>
          )}
          <Since last={last} who={onBehalfOf?.name ?? null} reader={reader} />
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
      <div className="pl-5.5 md:pl-0">
        <SignControls
          place={place}
          title={title}
          size="md"
          sign={[{ role, onBehalfOf, meaning: item.meaning }]}
          speak={item.kind === "acknowledge" ? [] : [{ role, onBehalfOf }]}
          refusal={null}
          kind={item.kind === "acknowledge" ? "acknowledgement" : requirement === null ? "approval" : "item"}
          subjectDigest={item.subjectDigest}
          hasSpoken={item.kind === "look-again"}
          acts={acts}
        >
          <Since last={last} who={onBehalfOf?.name ?? null} reader={reader} />
        </SignControls>
      </div>
    </li>
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
