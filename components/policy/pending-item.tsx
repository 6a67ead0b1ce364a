import Link from "next/link";
import type { ReactElement, ReactNode } from "react";
import { Person } from "@/components/people/people";
import { DueMark } from "@/components/gates/due-mark";
import { ActForm } from "@/components/ui/act-form";
import { Badge } from "@/components/ui/badge";
import { Disclosure } from "@/components/ui/disclosure";
import { Textarea } from "@/components/ui/field";
import type { Act } from "@/components/ui/outcome";
import { Sheet, SheetButton } from "@/components/ui/sheet";
import { Source } from "@/components/ui/source";
import { type Reader, span, Time } from "@/components/ui/time";
import { whoWords } from "@/components/ui/who-words";
import { decisionWords } from "@/lib/policy/decision-words";
import type { Decision } from "@/lib/policy/model";
import type { PendingDetail } from "@/lib/policy/pending-schemas";
import { namesOf, placesWords } from "@/lib/policy/taking-part";
import { pendingAbout } from "./pending-about";
import { approvalsBy, placesFor, SpokenFor } from "./spoken-for";

interface Props {
  pending: PendingDetail;
  /** E-mail address of who reads. */
  me: string;
  /** null: of a past moment. */
  act: Act | null;
  reader: Reader;
  /** Where the release is not said around it. */
  showRelease?: boolean;
}

/** A decision that waits for further people: what is proposed, by whom, what is missing, and the reader's word on it. */
export function PendingItem({ pending, me, act, reader, showRelease = false }: Props): ReactElement {
  const { id, decision, release, votes, missing, openedAt, expiresAt, input, reminded } = pending;
  const proposer = votes[0]?.person.name;
  const title = decisionWords(decision as Decision);
  const about = pendingAbout(input);
  const who = whoWords(namesOf(missing), { max: 4, or: true });
  return (
    <li
      id={`pending-${id}`}
      data-row
      className="grid gap-x-6 gap-y-2.5 border-b border-line px-4 py-3 last:border-b-0 md:grid-cols-[minmax(0,1fr)_auto]"
    >
      <div className="flex min-w-0 flex-col gap-1.5">
        <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
          <h3 className="min-w-0 font-medium wrap-anywhere">
            {title}
            {about !== null && <span className="font-normal text-ink-2">: {about}</span>}
          </h3>
          <Badge tone="accent" shape="half">
            Proposed
          </Badge>
        </div>
        <p className="flex flex-wrap items-center gap-x-2 gap-y-0.5 text-sm text-ink-3">
          {showRelease && release !== null && (
            <Link
              href={`/releases/${release.slug}`}
              prefetch={false}
              className="inline-flex min-h-6 items-center text-ink-2 hover:underline"
            >
              {release.title}
            </Link>
          )}
          <span>
            {proposer === undefined ? "waits" : `${proposer} waits`} {span(reader.now - Date.parse(openedAt))}
          </span>
          <DueMark
            at={Date.parse(expiresAt)}
            remindedAt={reminded === null ? null : Date.parse(reminded.at)}
            reader={reader}
            ends="runs out"
          />
        </p>
        <ul className="flex flex-col gap-1">
          {votes.map((vote) => (
            <li key={vote.at + vote.person.email} className="text-sm">
              <span className="flex flex-wrap items-center gap-x-1.5 gap-y-0.5">
                <Person
                  person={{
                    id: vote.person.email,
                    ...vote.person,
                    ...(vote.onBehalfOf !== null && { onBehalfOf: vote.onBehalfOf }),
                  }}
                />
                <span className="text-ink-2">{vote.vote === "approve" ? "approves" : "took it back"}</span>
                <span className="text-xs text-ink-3">
                  <Time at={Date.parse(vote.at)} reader={reader} />
                </span>
              </span>
              {vote.reason !== null && <p className="max-w-prose pl-6.5 text-ink-2">“{vote.reason}”</p>}
            </li>
          ))}
        </ul>
        <p className="text-sm text-ink-2">
          Takes {placesWords(missing)} as well
          {who === "" ? "; nobody who could be that is left, so it cannot be completed." : `: ${who}.`}
        </p>
        <Disclosure summary="Exactly what is proposed">
          <Source label="Exactly what is proposed" text={JSON.stringify(input, null, 2)} />
        </Disclosure>
      </div>
      {act !== null && <Acts pending={pending} me={me} act={act} title={title} />}
    </li>
  );
}

function Acts({
  pending,
  me,
  act,
  title,
}: Pick<Props, "pending" | "me"> & { act: Act; title: string }): ReactElement {
  const { id } = pending;
  const [places, approved] = [placesFor(pending, me), approvalsBy(pending, me)];
  const mayApprove = places.length > 0;
  const forWhom = (choices: typeof places) =>
    choices.length === 1 && choices[0]?.isOwn === false ? ` for ${choices[0].name}` : "";
  return (
    <div className="flex flex-wrap items-start gap-1.5 md:justify-end">
      {mayApprove && (
        <Word
          id={id}
          vote="approve"
          label="Approve"
          name={`Approve${forWhom(places)}: ${title}`}
          act={act}
          look="primary"
        >
          <SpokenFor choices={places} />
          <Textarea label="Note (optional)" name="reason" rows={2} maxLength={4_000} />
        </Word>
      )}
      {mayApprove && (
        <Word
          id={id}
          vote="reject"
          label="Reject…"
          name={`Reject${forWhom(places)}: ${title}`}
          act={act}
          look="quiet"
        >
          <SpokenFor choices={places} />
          <Textarea
            label="Reason"
            name="reason"
            required
            rows={3}
            maxLength={4_000}
            hint="The proposal ends with it; somebody would have to propose it anew."
          />
        </Word>
      )}
      {approved.length > 0 && (
        <Word
          id={id}
          vote="withdraw"
          label="Take back…"
          name={`Take back${forWhom(approved)}: ${title}`}
          act={act}
          look="quiet"
        >
          <SpokenFor choices={approved} />
          <p className="text-sm text-ink-2">
            The approval no longer counts. Where it is the only one, the proposal ends.
          </p>
          <Textarea label="Reason (optional)" name="reason" rows={2} maxLength={4_000} />
        </Word>
      )}
    </div>
  );
}

function Word({
  id,
  vote,
  label,
  name,
  act,
  look,
  children,
}: {
  id: string;
  vote: "approve" | "reject" | "withdraw";
  label: string;
  name: string;
  act: Act;
  look: "primary" | "quiet";
  children: ReactNode;
}): ReactElement {
  const sheet = `pending-${id}-${vote}`;
  return (
    <div>
      <SheetButton sheet={sheet} look={look} label={name}>
        {label}
      </SheetButton>
      <Sheet id={sheet} title={name}>
        <ActForm
          act={act}
          submit={label.replace("…", "")}
          busy="Recording…"
          look={vote === "reject" ? "danger" : "primary"}
        >
          <input type="hidden" name="pendingDecision" value={id} />
          <input type="hidden" name="vote" value={vote} />
          {children}
        </ActForm>
      </Sheet>
    </div>
  );
}
