import Link from "next/link";
import type { ReactElement, ReactNode } from "react";
import { roleWords } from "@/components/gates/status";
import { Digest } from "@/components/ui/digest";
import { Fact, Facts } from "@/components/ui/facts";
import { Section } from "@/components/ui/section";
import { type Reader, Time } from "@/components/ui/time";
import type { ContentChange } from "@/lib/audit/content-queries";
import type { EntryView } from "@/lib/audit/schemas";
import { actorName, type EntryTitles, entryWords, onBehalfOf } from "./entry-words";
import { Changes, EntryLink, hrefOf, Stand } from "./timeline";

/** Names of texts that entries commit to, as people say them. */
export const textNames: Record<string, string> = {
  actor: "Who acted",
  reason: "Reason",
  exitCondition: "From now on",
  summary: "Summary",
  title: "Title",
  text: "Text",
  note: "Note",
  name: "Name",
  email: "Address",
  subject: "Subject at the single sign-on",
  url: "Address of the result",
  unknownAuthors: "Authors who are not here",
  verification: "What was looked at",
};

/** Everything that an entry says, in words. */
export function EntryWhat({
  entry,
  titles,
  release,
  change,
  reader,
}: {
  entry: EntryView;
  titles: EntryTitles;
  /** Title of the release that it is about. */
  release: string | null;
  change: ContentChange | null;
  reader: Reader;
}): ReactElement {
  const { what, about, path } = entryWords(entry, titles);
  const principal = onBehalfOf(entry, titles);
  const href = path === null ? null : hrefOf(entry.release, path);
  return (
    <Section title="What happened">
      <Facts>
        <Fact name="Who">
          {entry.actor.kind === "person" && entry.actor.id !== null ? (
            <EntryLink href={`/ledger/people/${entry.actor.id}`}>{actorName(entry.actor)}</EntryLink>
          ) : (
            actorName(entry.actor)
          )}
          {principal !== null && `, on behalf of ${principal}`}
        </Fact>
        <Fact name="Did">
          <span className="inline-block first-letter:uppercase">{what}</span>{" "}
          <code className="font-mono text-xs text-ink-3">{entry.type}</code>
        </Fact>
        {about !== null && (
          <Fact name="About">{href === null ? about : <EntryLink href={href}>{about}</EntryLink>}</Fact>
        )}
        {entry.release !== null && (
          <Fact name="Release">
            <EntryLink href={`/releases/${entry.release}`}>{release ?? entry.release}</EntryLink>
          </Fact>
        )}
        <Fact name="When">
          <Time at={Date.parse(entry.at)} reader={reader} />
        </Fact>
        {Object.entries(entry.texts).map(([name, text]) => (
          <Fact key={name} name={textNames[name] ?? name}>
            <span className="wrap-anywhere">“{text}”</span>
          </Fact>
        ))}
        {entry.before !== null && (
          <Fact name="Before">
            <Stand value={entry.before} />
          </Fact>
        )}
        {entry.after !== null && (
          <Fact name="After">
            <Stand value={entry.after} />
          </Fact>
        )}
        {change !== null && change.changes.length > 0 && (
          <Fact name="Content">
            <Changes change={change} />
          </Fact>
        )}
        <Named name="Subjects" values={withoutRelease(entry.subjects)} titles={titles} />
        <Named name="Policy" values={entry.policy} titles={titles} />
        <Payload payload={entry.payload} />
        <Fact name="Request">
          <code className="font-mono text-xs wrap-anywhere">{entry.requestId}</code>
        </Fact>
      </Facts>
    </Section>
  );
}

/** The release stands above by its title. */
function withoutRelease({ release: _release, ...rest }: EntryView["subjects"]): EntryView["subjects"] {
  return rest;
}

function Named({
  name,
  values,
  titles,
}: {
  name: string;
  values: Readonly<Record<string, string | null>>;
  titles: EntryTitles;
}): ReactElement | null {
  const given = Object.entries(values).filter(([, value]) => value !== null);
  if (given.length === 0) return null;
  return (
    <Fact name={name}>
      <ul className="flex flex-col gap-0.5">
        {given.map(([key, value]) => (
          <li key={key} className="wrap-anywhere">
            <span className="text-ink-3">{key}</span> <Value name={key} value={value ?? ""} titles={titles} />
          </li>
        ))}
      </ul>
    </Fact>
  );
}

/** A person by name, a role as words, a digest in short; else as it is written. */
function Value({ name, value, titles }: { name: string; value: string; titles: EntryTitles }): ReactNode {
  const person = titles.people.get(value);
  if (person !== undefined)
    return (
      <Link href={`/ledger/people/${value}`} prefetch={false} className="hover:underline">
        {person}
      </Link>
    );
  if (value.startsWith("sha256:")) return <Digest value={value} />;
  if (name === "role") return roleWords(value);
  return <code className="font-mono text-xs">{value}</code>;
}

/** What else stands in it: single values in a line, others as they are written. */
function Payload({ payload }: { payload: Readonly<Record<string, unknown>> }): ReactElement | null {
  const given = Object.entries(payload).filter(([, value]) => value !== null && value !== undefined);
  if (given.length === 0) return null;
  return (
    <Fact name="Details">
      <ul className="flex flex-col gap-0.5">
        {given.map(([key, value]) => (
          <li key={key} className="wrap-anywhere">
            <span className="text-ink-3">{key}</span>{" "}
            {typeof value === "string" ? (
              <Stand value={value} />
            ) : (
              <code className="font-mono text-xs">{JSON.stringify(value)}</code>
            )}
          </li>
        ))}
      </ul>
    </Fact>
  );
}
