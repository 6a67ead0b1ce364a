import Link from "next/link";
import type { ReactElement } from "react";
import { roleWords } from "@/components/gates/status";
import { Together } from "@/components/people/together";
import { People, Person } from "@/components/people/people";
import { ActForm } from "@/components/ui/act-form";
import { Badge } from "@/components/ui/badge";
import { Disclosure } from "@/components/ui/disclosure";
import { Textarea } from "@/components/ui/field";
import type { Act } from "@/components/ui/outcome";
import { RadioGroup } from "@/components/ui/radio-group";
import { Section } from "@/components/ui/section";
import { Sheet, SheetButton } from "@/components/ui/sheet";
import { type Reader, Time } from "@/components/ui/time";
import { Why } from "@/components/ui/why";
import type { ObligationView } from "@/lib/gates/obligation-views";
import { isOverdue } from "@/lib/gates/obligations";

export interface ObligationActs {
  meet: Act;
  drop: Act;
  review: Act;
}

interface Props {
  release: string;
  obligations: readonly ObligationView[];
  /** null: of a past moment. */
  acts: ObligationActs | null;
  reader: Reader;
}

/** What was taken over on the release: what is open and due first before the rest. */
export function Obligations({ release, obligations, acts, reader }: Props): ReactElement | null {
  if (obligations.length === 0) return null;
  const open = obligations.filter(({ closure }) => closure === null).length;
  return (
    <Section title="Obligations" aside={open === 0 ? "all met" : `${open} open`} flush>
      <ul>
        {obligations.map((each) => (
          <ObligationRow key={each.id} release={release} obligation={each} acts={acts} reader={reader} />
        ))}
      </ul>
    </Section>
  );
}

interface RowProps {
  release: string;
  obligation: ObligationView;
  acts: ObligationActs | null;
  reader: Reader;
  /** Said where the row does not stand on its release's page. */
  of?: { slug: string; title: string };
}

export function ObligationRow({ release, obligation, acts, reader, of }: RowProps): ReactElement {
  const { id, title, closure, dueAt, waitingOn, owner, beforeStage, imposed, kind, remindedAt } = obligation;
  const isLate = isOverdue(obligation, reader.now);
  return (
    <li
      id={`obligation-${id}`}
      className="flex flex-col gap-1.5 border-b border-line px-4 py-3 last:border-b-0"
    >
      <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <span className="min-w-0 font-medium wrap-anywhere">{title}</span>
        {closure === null && <StandingBadge kind={kind} isLate={isLate} />}
      </p>
      <p className="pointed text-sm text-ink-2">
        {of !== undefined && (
          <Link
            href={`/releases/${of.slug}#obligation-${id}`}
            prefetch={false}
            className="inline-flex min-h-6 items-center link"
          >
            {of.title}
          </Link>
        )}
        <span>{owner !== null ? <Person person={owner} /> : <People people={waitingOn} />}</span>
        <span className={isLate ? "text-stop" : "text-ink-3"}>
          {kind === "evidence" ? "ran out" : isLate ? "was due" : "due"} <Time at={dueAt} reader={reader} />
        </span>
        {closure === null && remindedAt !== null && (
          <span className="text-ink-3">
            reminded <Time at={remindedAt} reader={reader} show="ago" />
          </span>
        )}
        {obligation.postMortem !== null && (
          <Link
            href={`/post-mortems/${obligation.postMortem}#action-${id}`}
            prefetch={false}
            className="inline-flex min-h-6 items-center link"
          >
            from a post-mortem
          </Link>
        )}
        {kind !== "evidence" && kind !== "action" && (
          <span className="text-ink-3">
            before {beforeStage === null ? "the release is completed" : `“${beforeStage.title}” begins`}
          </span>
        )}
        {imposed !== null && (kind === "condition" || kind === "action") && (
          <span className="text-ink-3">
            set by {imposed.by.name} as {roleWords(imposed.role)}
          </span>
        )}
      </p>
      {kind === "break-glass-review" && obligation.use !== null && (
        <Use use={obligation.use} reader={reader} />
      )}
      {closure === null ? (
        acts !== null && <Controls release={release} obligation={obligation} acts={acts} />
      ) : (
        <div className="border-l-2 border-line pl-3 text-sm text-ink-2">
          <p className="flex flex-wrap items-center gap-x-1.5 gap-y-0.5">
            <Person person={closure.by} />
            <span>{closureWords(closure)}</span>
            <span className="text-xs text-ink-3">
              <Time at={closure.at} reader={reader} />
            </span>
          </p>
          <p className="max-w-prose wrap-anywhere whitespace-pre-line">{closure.text}</p>
        </div>
      )}
    </li>
  );
}

/** What is to be reviewed: who decided alone, why, and past what. */
function Use({ use, reader }: { use: NonNullable<ObligationView["use"]>; reader: Reader }): ReactElement {
  return (
    <div className="flex flex-col gap-1 text-sm text-ink-2">
      <p className="max-w-prose wrap-anywhere whitespace-pre-line">
        {use.by.name}, <Time at={use.at} reader={reader} />: “{use.reason}”
      </p>
      {use.passed.length > 0 && (
        <Disclosure
          summary={
            use.passed.length === 1 ? "It let one thing pass" : `It let ${use.passed.length} things pass`
          }
        >
          <ul className="list-disc pl-5 marker:text-ink-3">
            {use.passed.map((each) => (
              <li key={each} className="wrap-anywhere">
                {each}
              </li>
            ))}
          </ul>
        </Disclosure>
      )}
    </div>
  );
}

function StandingBadge({ kind, isLate }: { kind: ObligationView["kind"]; isLate: boolean }): ReactElement {
  if (kind === "evidence")
    return (
      <Badge tone="aged" shape="half">
        Evidence aged
      </Badge>
    );
  return isLate ? (
    <Badge tone="stop" shape="triangle">
      Overdue
    </Badge>
  ) : (
    <Badge tone="work" shape="triangle">
      Open
    </Badge>
  );
}

function closureWords({ how, outcome }: NonNullable<ObligationView["closure"]>): string {
  if (outcome === "justified") return "reviewed it: justified";
  if (outcome === "not-justified") return "reviewed it: not justified";
  return how === "met" ? "met it" : "dropped it";
}

function Controls({
  release,
  obligation,
  acts,
}: Pick<RowProps, "release" | "obligation"> & { acts: ObligationActs }): ReactElement {
  const { id, title, meet, drop, kind } = obligation;
  const isReview = kind === "break-glass-review";
  const label = isReview ? "Review" : "Mark as met";
  const hidden = (
    <>
      <input type="hidden" name="release" value={release} />
      <input type="hidden" name="obligation" value={id} />
    </>
  );
  if (!meet.allowed && drop?.allowed !== true)
    return <Why label={label} name={`${label}: ${title}`} size="sm" align="row" {...meet} />;
  return (
    <div className="flex flex-wrap gap-1.5">
      {meet.allowed && (
        <>
          <SheetButton sheet={`meet-${id}`} size="sm" label={`${label}: ${title}`}>
            {label}…
          </SheetButton>
          <Sheet id={`meet-${id}`} title={`${label}: ${title}`}>
            <ActForm act={isReview ? acts.review : acts.meet} submit={label} busy="Recording…">
              {hidden}
              <Together ability={meet} />
              {isReview && (
                <RadioGroup
                  label="Was it justified?"
                  name="outcome"
                  defaultValue="justified"
                  choices={[
                    { value: "justified", label: "Justified" },
                    {
                      value: "not-justified",
                      label: "Not justified",
                      hint: "It undoes nothing; it stays on record.",
                    },
                  ]}
                />
              )}
              <Textarea
                label={isReview ? "What you found" : "What was done"}
                name="text"
                required
                rows={4}
                maxLength={4_000}
                hint="In words or as a link; recorded with your name."
              />
            </ActForm>
          </Sheet>
        </>
      )}
      {drop?.allowed === true && (
        <>
          <SheetButton sheet={`drop-${id}`} size="sm" look="quiet" label={`Drop: ${title}`}>
            Drop…
          </SheetButton>
          <Sheet id={`drop-${id}`} title={`Drop: ${title}`}>
            <ActForm act={acts.drop} submit="Drop it" busy="Recording…" look="danger">
              {hidden}
              {kind === "condition" && (
                <p className="text-sm text-ink-2">The approval counts without it from then on.</p>
              )}
              <Textarea label="Reason" name="reason" required rows={3} maxLength={4_000} />
            </ActForm>
          </Sheet>
        </>
      )}
    </div>
  );
}
