import Link from "next/link";
import type { ReactElement } from "react";
import { Badge, Mark } from "@/components/ui/badge";
import { LinkButton } from "@/components/ui/button";
import { Section } from "@/components/ui/section";
import { type Reader, Time } from "@/components/ui/time";
import { whoWords } from "@/components/ui/who-words";
import type { RollbackState } from "@/lib/rollbacks/model";
import type { WaitingRollback } from "@/lib/rollbacks/waiting-rollbacks";
import { Countdown } from "./countdown";
import { rollbackSayings, severityTones, silenceWords } from "./rollback-words";

/** Before all else in the inbox: what is rolled back and waits for the reader. */
export function WaitingRollbacks({
  rollbacks,
  reader,
}: {
  rollbacks: readonly WaitingRollback[];
  reader: Reader;
}): ReactElement | null {
  if (rollbacks.length === 0) return null;
  return (
    <Section
      className="mb-4 max-w-5xl"
      title="Rollbacks that wait for you"
      aside={String(rollbacks.length)}
      flush
    >
      <ul>
        {rollbacks.map((each) => (
          <Waiting key={each.id} rollback={each} reader={reader} />
        ))}
      </ul>
    </Section>
  );
}

function Waiting({ rollback, reader }: { rollback: WaitingRollback; reader: Reader }): ReactElement {
  const { id, release, isDrill, severity, state, reason, decideBy, onSilence, ability, whoMay, told } =
    rollback;
  const saying = rollbackSayings[state];
  return (
    <li
      data-row
      className="grid gap-x-6 gap-y-2 border-b border-line px-4 py-3 last:border-b-0 md:grid-cols-[minmax(0,1fr)_auto] md:items-center"
    >
      <div className="flex min-w-0 flex-col gap-1">
        <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
          <h3 className="min-w-0 font-medium wrap-anywhere">
            <Link href={`/rollbacks/${id}`} prefetch={false} className="hover:underline">
              {isDrill ? "Drill: rollback of" : "Rollback of"} {release.title}
            </Link>
          </h3>
          {isDrill && (
            <Badge tone="spared" shape="diamond">
              Drill
            </Badge>
          )}
          <Badge tone={severityTones[severity]}>{severity}</Badge>
          <Mark tone={saying.tone} shape={saying.shape}>
            {saying.word}
          </Mark>
        </div>
        <p className="line-clamp-2 text-sm wrap-anywhere text-ink-2">{reason}</p>
        {decideBy !== null && (
          <Countdown until={Date.parse(decideBy)} reader={reader} silence={silenceWords[onSilence]} />
        )}
        {told !== null && (
          <p className="text-xs text-ink-3">
            You were told at level {told.level} of its escalation,{" "}
            <Time at={Date.parse(told.at)} reader={reader} />.
            {ability === null &&
              (whoMay.length === 0
                ? " Nobody can take it now."
                : ` It can be taken by ${whoWords(whoMay, { max: 4, or: true })}.`)}
          </p>
        )}
        {ability?.together !== undefined && (
          <p className="text-xs text-ink-3">Takes {ability.together.takes} as well.</p>
        )}
      </div>
      <div>
        <LinkButton
          href={`/rollbacks/${id}`}
          prefetch={false}
          look={isDrill || ability === null ? "secondary" : "primary"}
        >
          {ability === null ? "To the room" : asked[state]}
        </LinkButton>
      </div>
    </li>
  );
}

const asked: Record<RollbackState, string> = {
  proposed: "Decide in the room",
  authorised: "To the room",
  executing: "Carry out its steps",
  validating: "To the room",
  failed: "Mend it in the room",
  stable: "Endorse in the room",
  endorsed: "To the room",
  declined: "To the room",
  cancelled: "To the room",
};
