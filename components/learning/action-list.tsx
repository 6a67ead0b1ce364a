import Link from "next/link";
import type { ReactElement } from "react";
import { ActForm } from "@/components/ui/act-form";
import { Badge, Mark } from "@/components/ui/badge";
import { LinkButton } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { Input, Select, Textarea } from "@/components/ui/field";
import { Section } from "@/components/ui/section";
import { Sheet, SheetButton } from "@/components/ui/sheet";
import { type Reader, Time } from "@/components/ui/time";
import { Why } from "@/components/ui/why";
import type { PostMortemView } from "@/lib/learning/page-queries";
import type { ActionAnswer } from "@/lib/learning/schemas";
import type { PostMortemActs } from "./acts";
import { proposalSayings } from "./post-mortem-words";

interface Props {
  view: PostMortemView;
  acts: PostMortemActs;
  reader: Reader;
}

/** What is to be done, by whom, until when: reminded of until it is done, and what it proposes of templates. */
export function ActionList(props: Props): ReactElement {
  const { view } = props;
  const open = view.actions.filter(({ closure }) => closure === null).length;
  return (
    <Section
      id="actions"
      title={open === 0 ? "Actions" : `Actions, ${open} open`}
      aside={<AddAction {...props} sheet="add-action" label="Add an action" gap={null} title="" />}
      flush
    >
      {view.actions.length === 0 ? (
        <Empty title="Nothing is to be done yet">
          An action has an owner and a day. Its owner is reminded until it is done or dropped; from it a
          change of a template can be proposed, so that the next release is asked.
        </Empty>
      ) : (
        <ul aria-label="Actions">
          {view.actions.map((action) => (
            <Action key={action.id} action={action} {...props} />
          ))}
        </ul>
      )}
    </Section>
  );
}

function Action({ action, view, acts, reader }: Props & { action: ActionAnswer }): ReactElement {
  const { id, title, owner, dueAt, isOverdue, closure, remindedAt, proposals } = action;
  return (
    <li
      id={`action-${id}`}
      className="flex flex-col gap-1.5 border-b border-line px-4 py-3 text-sm last:border-b-0"
    >
      <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <span className="min-w-0 font-medium wrap-anywhere">{title}</span>
        <Standing action={action} />
      </p>
      <p className="flex flex-wrap gap-x-3 text-ink-2">
        <span>{owner.name}</span>
        <span className={isOverdue ? "text-stop" : "text-ink-3"}>
          {isOverdue ? "was due " : "due "}
          <Time at={Date.parse(dueAt)} reader={reader} />
        </span>
        {closure === null && remindedAt !== null && (
          <span className="text-ink-3">
            reminded <Time at={Date.parse(remindedAt)} reader={reader} show="ago" />
          </span>
        )}
      </p>
      {closure !== null && (
        <p className="max-w-prose border-l-2 border-line pl-3 text-ink-2 wrap-anywhere whitespace-pre-line">
          {closure.by.name} {closure.how === "met" ? "did it" : "dropped it"}: {closure.text}
        </p>
      )}
      {proposals.map(({ id: proposal, template, state, version }) => (
        <p key={proposal} className="flex flex-wrap items-center gap-x-2">
          <Link
            href={`/post-mortems/${view.id}/proposals/${proposal}`}
            prefetch={false}
            className="inline-flex min-h-6 items-center link"
          >
            Proposed change of {template}
          </Link>
          <Mark tone={proposalSayings[state].tone} shape={proposalSayings[state].shape}>
            {proposalSayings[state].word}
            {version !== null && ` as version ${version}`}
          </Mark>
        </p>
      ))}
      {closure === null && <Controls action={action} view={view} acts={acts} />}
    </li>
  );
}

function Standing({ action: { closure, isOverdue } }: { action: ActionAnswer }): ReactElement {
  if (closure !== null)
    return (
      <Badge
        tone={closure.how === "met" ? "good" : "idle"}
        shape={closure.how === "met" ? "check-disc" : "skip"}
      >
        {closure.how === "met" ? "Done" : "Dropped"}
      </Badge>
    );
  return (
    <Badge tone={isOverdue ? "stop" : "work"} shape="triangle">
      {isOverdue ? "Overdue" : "Open"}
    </Badge>
  );
}

function Controls({
  action: { id, title },
  view,
  acts,
}: Omit<Props, "reader"> & { action: ActionAnswer }): ReactElement {
  const hidden = (
    <>
      <input type="hidden" name="release" value={view.release.slug} />
      <input type="hidden" name="obligation" value={id} />
    </>
  );
  const { meet, drop } = view.ending[id] ?? {};
  return (
    <div className="flex flex-wrap items-start gap-1.5">
      {meet?.allowed === false && (
        <Why label="Done" name={`Done: ${title}`} size="sm" align="row" {...meet} />
      )}
      {meet?.allowed === true && (
        <>
          <SheetButton sheet={`meet-${id}`} size="sm" label={`Done: ${title}`}>
            Done…
          </SheetButton>
          <Sheet id={`meet-${id}`} title={`Done: ${title}`}>
            <ActForm act={acts.meet} submit="It is done" busy="Recording…">
              {hidden}
              <Textarea label="What was done" name="text" required rows={3} maxLength={4_000} />
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
              <Textarea label="Reason" name="reason" required rows={3} maxLength={4_000} />
            </ActForm>
          </Sheet>
        </>
      )}
      {view.abilities.act.allowed && (
        <LinkButton
          href={`/post-mortems/${view.id}/propose?action=${id}`}
          prefetch={false}
          size="sm"
          look="quiet"
          aria-label={`Propose a template change: ${title}`}
        >
          Propose a template change…
        </LinkButton>
      )}
    </div>
  );
}

/** Also from a gap of a drill: with what it showed to be missing as the title. */
export function AddAction({
  view,
  acts,
  sheet,
  label,
  gap,
  title,
}: Omit<Props, "reader"> & {
  sheet: string;
  label: string;
  gap: number | null;
  title: string;
}): ReactElement {
  if (!view.abilities.act.allowed)
    return <Why label={label} size="sm" align={gap === null ? "end" : "start"} {...view.abilities.act} />;
  return (
    <>
      <SheetButton sheet={sheet} size="sm" label={title === "" ? label : `${label}: ${title}`}>
        {label}…
      </SheetButton>
      <Sheet id={sheet} title="Add an action">
        <ActForm act={acts.addAction} submit="Add it" busy="Recording…">
          <input type="hidden" name="postMortem" value={view.id} />
          {gap !== null && <input type="hidden" name="gap" value={gap} />}
          <Input label="What is to be done" name="title" required maxLength={500} defaultValue={title} />
          <Select
            label="Owner"
            name="owner"
            options={view.people.map(({ name, email }) => ({ value: email, label: name }))}
          />
          <Input label="Until" name="due" type="date" required hint="The end of that day, in UTC." />
        </ActForm>
      </Sheet>
    </>
  );
}
