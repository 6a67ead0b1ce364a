"use client";

import Link from "next/link";
import type { ReactElement } from "react";
import type { GateActs } from "@/components/gates/acts";
import { DueMark } from "@/components/gates/due-mark";
import { OwnWordLine } from "@/components/gates/own-word";
import { SignControls } from "@/components/gates/sign-controls";
import { SmallestSet } from "@/components/gates/smallest-set";
import { People } from "@/components/people/people";
import { Badge } from "@/components/ui/badge";
import { Icon } from "@/components/ui/icon";
import { Shape } from "@/components/ui/shape";
import type { Reader } from "@/components/ui/time";
import { toneText } from "@/components/ui/tone";
import { useDrawn } from "@/components/ui/use-drawn";
import type { GateLine as Line, Lacking } from "./gate-lines";

interface Props {
  /** Slug. */
  release: string;
  line: Line;
  /** null: of a past moment. */
  acts: GateActs | null;
  reader: Reader;
}

/** One gate in a line: its state, and by whom it becomes ready; opened, each blocker with what can be done. */
export function GateLine({ isOpen, ...props }: Props & { isOpen: boolean }): ReactElement {
  const { title, saying, reason, neededFrom, isMine } = props.line;
  const { details, isDrawn, note } = useDrawn(isOpen);
  return (
    <details
      ref={details}
      open={isOpen}
      onToggle={note}
      className="group/gate border-b border-line last:border-b-0"
    >
      <summary className="gate-line">
        <Shape name={saying.shape} tone={saying.tone} size={14} className="mt-1" />
        <span className="min-w-0">
          <span className="font-medium">{title}</span>{" "}
          <span className={`text-sm font-medium ${toneText[saying.tone]}`}>{saying.word}</span>
          {reason !== null && (
            <span className="line-clamp-2 text-sm text-ink-2 group-open/gate:hidden">{reason}</span>
          )}
        </span>
        <span className="col-start-2 row-start-2 min-w-0 text-sm text-ink-2 md:col-start-auto md:row-start-auto">
          {isMine && (
            <Badge tone="accent" className="mr-1.5">
              you can act
            </Badge>
          )}
          {neededFrom}
          {props.line.dueAt !== null && (
            <span className="block group-open/gate:hidden">
              <DueMark at={props.line.dueAt} reader={props.reader} />
            </span>
          )}
        </span>
        <Icon name="chevron" size={12} className="chevron mt-1" />
      </summary>
      {isDrawn && <Opened {...props} />}
    </details>
  );
}

function Opened({ release, line, acts, reader }: Props): ReactElement {
  return (
    <div className="pb-2.5">
      {line.lacking.length > 0 ? (
        <ul>
          {line.lacking.map((lacking) => (
            <LackingLine
              key={lacking.key ?? "approval"}
              release={release}
              gate={line.key}
              lacking={lacking}
              acts={acts}
              reader={reader}
            />
          ))}
        </ul>
      ) : (
        <p className="px-4 pl-10 text-sm text-ink-2">{line.objective}</p>
      )}
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-1 px-4 pl-10">
        <SmallestSet gate={line.smallest} />
        <Link
          href={`/releases/${release}/readiness#gate-${line.key}`}
          prefetch={false}
          className="inline-flex min-h-6 items-center text-sm link"
        >
          All of this gate
        </Link>
      </div>
    </div>
  );
}

function LackingLine({
  release,
  gate,
  lacking: { key, title, saying, messages, clearedBy, sign, dueAt },
  acts,
  reader,
}: Omit<Props, "line"> & { gate: string; lacking: Lacking }): ReactElement {
  const place = { release, gate, requirement: key };
  return (
    <li className="lacking-line">
      <Shape name={saying.shape} tone={saying.tone} size={13} label={saying.word} className="mt-1" />
      <div className="min-w-0 text-sm">
        {messages.map((message, index) => (
          <p key={index}>{message}</p>
        ))}
        <p className="mt-0.5 flex flex-wrap gap-x-1.5 text-ink-2">
          {typeof clearedBy === "string" ? (
            <span className="text-ink-3">{clearedBy}</span>
          ) : (
            <>
              <span className="text-ink-3">Can be cleared by</span> <People people={clearedBy} max={4} />
            </>
          )}
        </p>
        {dueAt !== null && <DueMark at={dueAt} reader={reader} />}
      </div>
      {sign !== null && acts !== null && (
        <div className="col-start-2 sm:col-start-3">
          <SignControls place={place} title={title} {...sign.signable} acts={acts}>
            {sign.own !== null && <OwnWordLine own={sign.own} release={release} reader={reader} />}
          </SignControls>
        </div>
      )}
    </li>
  );
}
