import type { ReactElement } from "react";
import { Person } from "@/components/people/people";
import { Badge } from "@/components/ui/badge";
import { type Reader, Time } from "@/components/ui/time";
import type { VoteKind } from "@/lib/gates/model";
import type { ShownSlot, ShownVote } from "./shown-gate";
import { roleWords, voteStateWords, voteWords } from "./status";

/** Who said what in which role, and what it counts for now. */
export function VoteList({ votes, reader }: { votes: readonly ShownVote[]; reader: Reader }): ReactElement {
  return (
    <ul className="flex flex-col gap-1.5">
      {votes.map((vote) => {
        const state = voteStateWords[vote.state as keyof typeof voteStateWords];
        return (
          <li key={vote.id} className="text-sm">
            <span className="flex flex-wrap items-center gap-x-1.5 gap-y-0.5">
              <Person person={vote.castBy ?? vote.person} />
              <span className="text-ink-2">
                {vote.castBy !== null && <>on behalf of {vote.person.name} </>}
                {voteWords[vote.vote as VoteKind]} as {roleWords(vote.role)}
              </span>
              <Badge tone={state.tone} title={state.explained}>
                {state.word}
              </Badge>
              <span className="text-xs text-ink-3">
                <Time at={Date.parse(vote.at)} reader={reader} />
              </span>
            </span>
            {vote.reason !== null && <p className="max-w-prose pl-6.5 text-ink-2">“{vote.reason}”</p>}
          </li>
        );
      })}
    </ul>
  );
}

/** The places of a quorum: who fills each, and which are free. */
export function SlotList({ slots }: { slots: readonly ShownSlot[] }): ReactElement {
  return (
    <ul className="flex flex-col gap-1">
      {slots.map((slot, index) => {
        const free = slot.count - slot.filledBy.length;
        return (
          <li key={index} className="flex flex-wrap items-center gap-x-2 gap-y-0.5 text-sm">
            <span className="text-ink-2">
              {slot.count > 1 && `${slot.count} × `}
              {slot.roles.map(roleWords).join(" or ")}
              {slot.source === "organisation" && " (asked by the organisation)"}:
            </span>
            {slot.filledBy.map((filled) => (
              <Person key={filled.voteId} person={filled.person} />
            ))}
            {free > 0 && <span className="text-ink-3">{free === slot.count ? "free" : `${free} free`}</span>}
            {slot.meaning !== null && (
              <span className="basis-full text-xs text-ink-3">States: “{slot.meaning}”</span>
            )}
          </li>
        );
      })}
    </ul>
  );
}
