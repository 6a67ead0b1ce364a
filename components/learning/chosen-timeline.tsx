import Link from "next/link";
import type { ReactElement } from "react";
import { actorName, type EntryTitles, entryWords } from "@/components/audit/entry-words";
import { ActForm } from "@/components/ui/act-form";
import { Checkbox } from "@/components/ui/checkbox";
import { Disclosure } from "@/components/ui/disclosure";
import { Textarea } from "@/components/ui/field";
import { Section } from "@/components/ui/section";
import { Shape } from "@/components/ui/shape";
import { Sheet, SheetButton } from "@/components/ui/sheet";
import { type Reader, Time } from "@/components/ui/time";
import type { PostMortemView, TimelineItem } from "@/lib/learning/page-queries";
import type { PostMortemActs } from "./acts";

interface Props {
  view: PostMortemView;
  acts: PostMortemActs;
  titles: EntryTitles;
  reader: Reader;
}

/** What the ledger says of that time, from the first sign to the end: chosen and annotated, never altered. */
export function ChosenTimeline(props: Props): ReactElement {
  const { view, reader } = props;
  const shown = view.timeline.filter(({ isShown }) => isShown);
  const rest = view.timeline.filter(({ isShown }) => !isShown);
  return (
    <Section
      title="Timeline"
      aside={
        <>
          <Time at={Date.parse(view.from)} reader={reader} />
          {view.to === null ? " until now" : " to "}
          {view.to !== null && <Time at={Date.parse(view.to)} reader={reader} />}
        </>
      }
      flush
    >
      {shown.length === 0 ? (
        <p className="px-4 py-3 text-sm text-ink-2">
          No entry is chosen; choose from what was recorded below.
        </p>
      ) : (
        <ol aria-label="Timeline">
          {shown.map((item) => (
            <Item key={item.entry.id} item={item} {...props} />
          ))}
        </ol>
      )}
      {rest.length > 0 && (
        <div className="border-t border-line px-4 py-1 text-sm">
          <Disclosure
            summary={`${rest.length} more ${rest.length === 1 ? "entry" : "entries"} of that time, left out`}
          >
            <ol aria-label="Left out" className="-mx-4">
              {rest.map((item) => (
                <Item key={item.entry.id} item={item} {...props} />
              ))}
            </ol>
          </Disclosure>
        </div>
      )}
      {view.isCut && (
        <p className="border-t border-line px-4 py-2 text-xs text-ink-3">
          There are more entries; the release’s timeline has them all.
        </p>
      )}
    </Section>
  );
}

function Item({ item, view, acts, titles, reader }: Props & { item: TimelineItem }): ReactElement {
  const { entry, note } = item;
  const { what, about, tone, shape } = entryWords(entry, titles);
  const { reason, text } = entry.texts;
  const said = reason ?? text;
  return (
    <li className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-2.5 border-b border-line px-4 py-2 text-sm last:border-b-0">
      <Shape name={shape} tone={tone} size={14} className="mt-1" />
      <div className="min-w-0">
        <p className="wrap-anywhere">
          <span className="font-medium">{actorName(entry.actor)}</span>{" "}
          <span className="text-ink-2">
            {what}
            {about !== null && `: ${about}`}
          </span>
        </p>
        {said !== undefined && <p className="max-w-prose text-ink-2 wrap-anywhere">“{said}”</p>}
        {note !== null && (
          <p className="mt-1 max-w-prose border-l-2 border-accent pl-2 wrap-anywhere whitespace-pre-line">
            <span className="unseen">Note: </span>
            {note}
          </p>
        )}
        <div className="flex flex-wrap items-center gap-x-3 text-xs text-ink-3">
          <Time at={Date.parse(entry.at)} reader={reader} />
          <Link
            href={`/ledger/${entry.seq}`}
            prefetch={false}
            className="inline-flex min-h-6 items-center link"
          >
            entry {entry.seq}
          </Link>
          {view.abilities.write.allowed && (
            <span className="-my-1 ml-auto">
              <Annotate item={item} view={view} acts={acts} what={what} />
            </span>
          )}
        </div>
      </div>
    </li>
  );
}

function Annotate({
  item: { entry, isShown, note },
  view,
  acts,
  what,
}: Pick<Props, "view" | "acts"> & { item: TimelineItem; what: string }): ReactElement {
  const id = `note-${entry.seq}`;
  return (
    <>
      <SheetButton sheet={id} size="sm" look="quiet" label={`Annotate entry ${entry.seq}`}>
        Annotate…
      </SheetButton>
      <Sheet id={id} title={`Entry ${entry.seq}: ${what}`}>
        <ActForm act={acts.note} submit="Save" busy="Saving…">
          <input type="hidden" name="postMortem" value={view.id} />
          <input type="hidden" name="entry" value={entry.id} />
          <Checkbox name="isShown" label="Stands in the timeline" defaultChecked={isShown} />
          <Textarea
            label="What is to be known beside it"
            name="text"
            rows={3}
            maxLength={4_000}
            defaultValue={note ?? ""}
            hint="The entry itself stays as it was recorded."
          />
        </ActForm>
      </Sheet>
    </>
  );
}
