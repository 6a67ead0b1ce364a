import Link from "next/link";
import type { ReactElement } from "react";
import { Person } from "@/components/people/people";
import { Mark } from "@/components/ui/badge";
import { DrawnDisclosure } from "@/components/ui/drawn-disclosure";
import { Section } from "@/components/ui/section";
import { type Reader, span } from "@/components/ui/time";
import type { HeldThing, Holder } from "@/lib/gates/waiting-on-others";
import { DueMark } from "./due-mark";

/** The first of each person, which are the overdue and the oldest. */
const shown = 3;

/** Who has what the reader waits for: whoever has most that is overdue first, then the longest wait. */
export function Holders({ holders, reader }: { holders: readonly Holder[]; reader: Reader }): ReactElement {
  return (
    <ul className="flex max-w-5xl flex-col gap-4">
      {holders.map(({ person, things, overdue, since }) => (
        <li key={person.email}>
          <Section
            title={<Person person={{ id: person.email, ...person }} />}
            aside={
              <span className="inline-flex flex-wrap items-center gap-x-3">
                {overdue > 0 && (
                  <Mark tone="stop" shape="clock">
                    {overdue} overdue
                  </Mark>
                )}
                <span>
                  {things.length} {things.length === 1 ? "thing" : "things"}, the oldest{" "}
                  {span(reader.now - since)}
                </span>
              </span>
            }
            flush
          >
            <Things things={things.slice(0, shown)} reader={reader} />
            {things.length > shown && (
              <div className="border-t border-line px-4 py-1.5">
                <DrawnDisclosure summary={`${things.length - shown} more`}>
                  <div className="-mx-4">
                    <Things things={things.slice(shown)} reader={reader} />
                  </div>
                </DrawnDisclosure>
              </div>
            )}
          </Section>
        </li>
      ))}
    </ul>
  );
}

function Things({ things, reader }: { things: readonly HeldThing[]; reader: Reader }): ReactElement {
  return (
    <ul>
      {things.map((thing, index) => (
        <Thing key={index} thing={thing} reader={reader} />
      ))}
    </ul>
  );
}

function Thing({ thing, reader }: { thing: HeldThing; reader: Reader }): ReactElement {
  const { release, gate, title, since, dueAt } = thing;
  const path = release === null ? null : `/releases/${release.slug}`;
  const href = path === null || gate === null ? path : `${path}/readiness#gate-${gate}`;
  return (
    <li className="flex flex-wrap items-baseline gap-x-3 gap-y-0.5 border-b border-line px-4 py-2 text-sm last:border-b-0">
      {href === null ? (
        <span className="font-medium">{title}</span>
      ) : (
        <Link
          href={href}
          prefetch={false}
          className="inline-flex min-h-6 items-center font-medium wrap-anywhere hover:underline"
        >
          {title}
        </Link>
      )}
      {release !== null && <span className="text-ink-2 wrap-anywhere">{release.title}</span>}
      <span className="text-ink-3">waits {span(reader.now - since)}</span>
      {dueAt !== null && <DueMark at={dueAt} reader={reader} />}
    </li>
  );
}
