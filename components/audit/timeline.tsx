import Link from "next/link";
import type { ReactElement, ReactNode } from "react";
import { roleWords } from "@/components/gates/status";
import { Disclosure } from "@/components/ui/disclosure";
import { Fact, Facts } from "@/components/ui/facts";
import { Digest } from "@/components/ui/digest";
import { Shape } from "@/components/ui/shape";
import { type Reader, Time } from "@/components/ui/time";
import type { ContentChange } from "@/lib/audit/content-queries";
import type { EntryView } from "@/lib/audit/schemas";
import { actorName, type EntryTitles, entryWords, onBehalfOf } from "./entry-words";
import { ruleWords } from "@/lib/policy/rule-words";

interface Shown {
  reader: Reader;
  titles: EntryTitles | ((entry: EntryView) => EntryTitles);
  /** Titles of releases by slug, where entries are of several: then each leads to its own page, with its right and its release. */
  releases?: ReadonlyMap<string, string> | undefined;
}

/** Entries of the ledger by day, the newest first: who, in which role, by which right, when, to what. */
export function Timeline({
  entries,
  changes = new Map(),
  momentHref,
  ...shown
}: Shown & {
  entries: readonly EntryView[];
  /** What entries changed in content, by their number. */
  changes?: ReadonlyMap<number, ContentChange>;
  /** Where the release is shown as of an entry. */
  momentHref?: (at: string) => string;
}): ReactElement {
  const { reader } = shown;
  const day = new Intl.DateTimeFormat("en-CA", { timeZone: reader.zone });
  const days = [...new Set(entries.map((entry) => day.format(Date.parse(entry.at))))];
  return (
    <div className="flex flex-col gap-4">
      {days.map((each) => {
        const own = entries.filter((entry) => day.format(Date.parse(entry.at)) === each);
        const first = own[0];
        return (
          <section key={each} className="grid gap-x-6 gap-y-1 lg:grid-cols-[6rem_minmax(0,1fr)]">
            <h2 className="pt-2.5 text-sm font-medium text-ink-2">
              {first !== undefined && <Time at={Date.parse(first.at)} reader={reader} show="day" />}
            </h2>
            <ol className="rounded-lg border border-line bg-surface">
              {own.map((entry) => (
                <Entry
                  key={entry.seq}
                  entry={entry}
                  shown={shown}
                  change={changes.get(entry.seq) ?? null}
                  moment={momentHref?.(entry.at) ?? null}
                />
              ))}
            </ol>
          </section>
        );
      })}
    </div>
  );
}

function Entry({
  entry,
  shown,
  change,
  moment,
}: {
  entry: EntryView;
  shown: Shown;
  change: ContentChange | null;
  moment: string | null;
}): ReactElement {
  const { reader, releases } = shown;
  const titles = typeof shown.titles === "function" ? shown.titles(entry) : shown.titles;
  const { what, about, path, tone, shape } = entryWords(entry, titles);
  const principal = onBehalfOf(entry, titles);
  const { reason, exitCondition, summary, title, text } = entry.texts;
  const said = reason ?? summary ?? title ?? text;
  const href = path === null ? null : hrefOf(entry.release, path);
  return (
    <li
      id={`entry-${entry.seq}`}
      className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-2.5 border-b border-line px-4 py-2 last:border-b-0 sm:grid-cols-[auto_minmax(0,1fr)_auto]"
    >
      <Shape name={shape} tone={tone} size={14} className="mt-1" />
      <div className="min-w-0 text-sm">
        <p>
          <Who actor={entry.actor} isLink={releases !== undefined} />{" "}
          {principal !== null && <span className="text-ink-2">on behalf of {principal} </span>}
          <span className="text-ink-2">{what}</span>
          {entry.role !== null && entry.role !== "" && (
            <span className="text-ink-3"> as {roleWords(entry.role)}</span>
          )}
          {about !== null && (
            <span className="text-ink-2 wrap-anywhere">
              : {href !== null ? <EntryLink href={href}>{about}</EntryLink> : about}
            </span>
          )}
        </p>
        {said !== undefined && <p className="max-w-prose text-ink-2">“{said}”</p>}
        {entry.erased.length > 0 && (
          <p className="text-ink-3">
            {entry.erased.length === 1 ? "Its text was erased." : "Its texts were erased."}
          </p>
        )}
        {exitCondition !== undefined && (
          <p className="max-w-prose text-ink-3">From now on: {exitCondition}</p>
        )}
        {change !== null && change.changes.length > 0 && <Changes change={change} />}
        {releases === undefined ? (
          <Details entry={entry} reader={reader} />
        ) : (
          <p className="text-xs text-ink-3 wrap-anywhere">
            <EntryLink href={`/ledger/${entry.seq}`}>entry {entry.seq}</EntryLink>
            {entry.release !== null && (
              <>
                {" · "}
                <EntryLink href={`/releases/${entry.release}`}>
                  {releases.get(entry.release) ?? entry.release}
                </EntryLink>
              </>
            )}
            {entry.actor.kind !== "system" && ` · ${ruleWords(entry.rule)}`}
          </p>
        )}
      </div>
      <span className="tabular col-start-2 text-xs text-ink-3 sm:col-start-3 sm:pt-0.5">
        {moment === null ? (
          <Time at={Date.parse(entry.at)} reader={reader} show="clock" />
        ) : (
          <Link
            href={moment}
            prefetch={false}
            aria-label={`As of entry ${entry.seq}`}
            className="inline-flex min-h-6 items-center hover:text-ink hover:underline"
          >
            <Time at={Date.parse(entry.at)} reader={reader} show="clock" />
          </Link>
        )}
      </span>
    </li>
  );
}

function Details({ entry, reader }: { entry: EntryView; reader: Reader }): ReactElement {
  return (
    <Disclosure summary={<span className="text-xs text-ink-3">entry {entry.seq}</span>}>
      <Facts className="pb-1 text-xs">
        <Fact name="In the ledger">
          <EntryLink href={`/ledger/${entry.seq}`}>Entry {entry.seq}, with its proof</EntryLink>
        </Fact>
        <Fact name="Role">{entry.role === null ? "none" : roleWords(entry.role)}</Fact>
        <Fact name="Rule">{ruleWords(entry.rule)}</Fact>
        <Fact name="Grant">
          {entry.grant.length === 0
            ? "none needed"
            : entry.grant.map((each) => (
                <code key={each} className="block font-mono wrap-anywhere">
                  {each}
                </code>
              ))}
        </Fact>
        {entry.confirmed !== null && (
          <Fact name="Confirmed">
            by {entry.confirmed.method === "provider" ? "single sign-on" : "password"},{" "}
            <Time at={Date.parse(entry.confirmed.at)} reader={reader} />
          </Fact>
        )}
        <Fact name="Policy">
          {Object.entries(entry.policy)
            .filter(([, value]) => value !== null)
            .map(([name, value]) => `${name} ${value ?? ""}`)
            .join(", ") || "–"}
        </Fact>
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
        <Fact name="Digest of the entry">
          <Digest value={entry.digest} />
        </Fact>
        <Fact name="Request">
          <code className="font-mono wrap-anywhere">{entry.requestId}</code>
        </Fact>
      </Facts>
    </Disclosure>
  );
}

function Who({ actor, isLink }: { actor: EntryView["actor"]; isLink: boolean }): ReactElement {
  const name = actorName(actor);
  if (!isLink || actor.kind !== "person" || actor.id === null)
    return (
      <span className="font-medium" title={actor.name ?? undefined}>
        {name}
      </span>
    );
  return (
    <Link href={`/ledger/people/${actor.id}`} prefetch={false} className="font-medium hover:underline">
      {name}
    </Link>
  );
}

/** Of a release what is on its pages; else from the root. */
export function hrefOf(release: string | null, path: string): string | null {
  if (/^\/(ledger|settings|templates|components|rollbacks|post-mortems)\//.test(path)) return path;
  return release === null ? null : `/releases/${release}${path}`;
}

/** A digest, or what stood where the entry names no content: a stage, a state. */
export function Stand({ value }: { value: string }): ReactElement {
  return value.startsWith("sha256:") ? <Digest value={value} /> : <>{value}</>;
}

export function Changes({ change: { changes, more } }: { change: ContentChange }): ReactElement {
  const words = changes.length + more === 1 ? "1 value differs" : `${changes.length + more} values differ`;
  return (
    <Disclosure summary={<span className="text-xs text-ink-2">What changed: {words}</span>}>
      <dl className="flex flex-col gap-1.5 pb-2 text-xs">
        {changes.map(({ path, before, after }) => (
          <div key={path}>
            <dt className="font-medium text-ink-2">{path}</dt>
            {before !== null && (
              <dd className="wrap-anywhere text-ink-3">
                <span className="unseen">before: </span>
                <del>{before}</del>
              </dd>
            )}
            {after !== null && (
              <dd className="wrap-anywhere text-ink">
                <span className="unseen">after: </span>
                <ins className="no-underline">{after}</ins>
              </dd>
            )}
          </div>
        ))}
      </dl>
      {more > 0 && <p className="text-xs text-ink-3">and {more} more</p>}
    </Disclosure>
  );
}

export function EntryLink({ href, children }: { href: string; children: ReactNode }): ReactElement {
  return (
    <Link
      href={href}
      prefetch={false}
      className="underline decoration-line-strong underline-offset-2 hover:decoration-current"
    >
      {children}
    </Link>
  );
}
