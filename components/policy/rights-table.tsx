import Link from "next/link";
import type { ReactElement } from "react";
import { Badge } from "@/components/ui/badge";
import { Disclosure } from "@/components/ui/disclosure";
import { Section } from "@/components/ui/section";
import { whoWords } from "@/components/ui/who-words";
import type { Decision, RightsRow } from "@/lib/policy/model";
import type { RightNow } from "@/lib/releases/rights-now";
import { type RightsEntry, type RightsLine, rightsInWords } from "@/lib/policy/rights-words";

/** Who fills a role now, by the role's key; absent where there are no pools to look at yet. */
export type Holders = Readonly<Record<string, readonly { name: string; email: string }[]>>;

interface Shown {
  holders: Holders | undefined;
  /** Whether rows come from two tables, so that each says from which. */
  isUnion: boolean;
  now: ReadonlyMap<Decision, RightNow> | undefined;
  /** As of a past moment. */
  isPast: boolean;
  /** Whether each leads to what granted it over time. */
  hasHistory: boolean;
}

/** Decision rights in words: what is decided, by whom, under which condition, and what is nobody's. */
export function RightsTable({
  rows,
  template = [],
  holders,
  now,
  isPast = false,
  hasHistory = false,
}: {
  rows: readonly RightsRow[];
  /** Rows of a template, which hold beside the organisation's. */
  template?: readonly RightsRow[];
  holders?: Holders | undefined;
  /** On a release: who could take each decision now. */
  now?: ReadonlyMap<Decision, RightNow> | undefined;
  isPast?: boolean;
  hasHistory?: boolean;
}): ReactElement {
  const { groups, nobody } = rightsInWords(rows, template);
  const shown: Shown = { holders, isUnion: template.length > 0, now, isPast, hasHistory };
  return (
    <div className="flex flex-col gap-4">
      {groups.map(({ key, title, entries }) => (
        <Section key={key} id={`rights-${key}`} title={title} flush>
          <dl>
            {entries.map((entry) => (
              <Entry key={entry.decision} entry={entry} shown={shown} />
            ))}
          </dl>
        </Section>
      ))}
      <Nobody nobody={nobody} isUnion={shown.isUnion} />
    </div>
  );
}

function Entry({ entry, shown }: { entry: RightsEntry; shown: Shown }): ReactElement {
  const { decision, title, lines, joint } = entry;
  return (
    <div className="grid gap-x-6 gap-y-1 border-b border-line px-4 py-2.5 text-sm last:border-b-0 sm:grid-cols-[minmax(11rem,2fr)_minmax(0,5fr)]">
      <dt className="min-w-0">
        {shown.hasHistory ? (
          <Link
            href={`/ledger/rights/${decision}`}
            prefetch={false}
            className="font-medium text-ink hover:underline"
          >
            {title}
          </Link>
        ) : (
          <span className="font-medium text-ink">{title}</span>
        )}
        <code className="block font-mono text-xs text-ink-3">{decision}</code>
      </dt>
      <dd className="flex min-w-0 flex-col gap-1">
        {lines.map((line, index) => (
          <Line
            // oxlint-disable-next-line react/no-array-index-key -- rows have no key of their own, and their order is theirs
            key={index}
            line={line}
            joint={index === 0 ? null : joint === "any" ? "or" : "and"}
            shown={shown}
          />
        ))}
        {shown.now !== undefined && <Now now={shown.now.get(decision)} isPast={shown.isPast} />}
      </dd>
    </div>
  );
}

/** Who could take it as the release stands, or stood. */
function Now({ now, isPast }: { now: RightNow | undefined; isPast: boolean }): ReactElement {
  if (now === undefined) return <p className="text-ink-3">Who may depends on the condition.</p>;
  if (!now.isPossible)
    return (
      <p>
        <Badge tone="stop" shape="stop">
          {isPast ? "nobody could decide it" : "nobody can decide it now"}
        </Badge>
      </p>
    );
  const places =
    now.together.length > 0
      ? now.together.map(({ count, whoMay }) => ({ words: `${count} of `, people: whoMay }))
      : [{ words: "", people: now.alone }];
  return (
    <p className="text-ink-2 wrap-anywhere">
      <span className="text-ink-3">{isPast ? "Then:" : "Now:"} </span>
      {places.map(({ words, people }, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- two places may have the same people
        <span key={index} title={people.map(({ name, email }) => `${name} ${email}`).join(", ")}>
          {index > 0 && <span className="text-ink-3">, and </span>}
          {words}
          {whoWords(people, { max: 4, or: true })}
        </span>
      ))}
    </p>
  );
}

function Line({
  line,
  joint,
  shown: { holders, isUnion },
}: {
  line: RightsLine;
  joint: string | null;
  shown: Shown;
}): ReactElement {
  const short =
    holders === undefined ? [] : line.slots.filter((slot) => inSlot(slot.roles, holders) < slot.count);
  return (
    <div className="min-w-0">
      <p className="wrap-anywhere">
        {joint !== null && <span className="text-ink-3">{joint} </span>}
        {line.slots.map(({ words, roles }, index) => (
          <span key={words} title={holders === undefined ? undefined : namesIn(roles, holders)}>
            {index > 0 && <span className="text-ink-3">, and </span>}
            {words}
          </span>
        ))}
        {line.when !== null && <span className="text-ink-2"> · {line.when}</span>}
        {isUnion && <span className="text-ink-3"> · by the {line.source}</span>}
      </p>
      {short.map(({ words, roles, count }) => (
        <Badge key={words} tone="stop" shape="stop">
          {holders === undefined ? 0 : inSlot(roles, holders)} of {count} could fill it
        </Badge>
      ))}
    </div>
  );
}

function Nobody({
  nobody,
  isUnion,
}: {
  nobody: ReturnType<typeof rightsInWords>["nobody"];
  isUnion: boolean;
}): ReactElement | null {
  const ours = nobody.filter(({ byTemplate }) => isUnion || !byTemplate);
  const theirs = nobody.filter(({ byTemplate }) => !isUnion && byTemplate);
  if (nobody.length === 0) return null;
  return (
    <Section id="rights-nobody" title="Nobody's">
      <div className="flex flex-col gap-3 text-sm">
        {ours.length > 0 && (
          <p className="text-ink-2">
            No row names these, so nobody may:{" "}
            <strong className="font-medium text-ink">{ours.map(({ title }) => title).join(" · ")}</strong>.
          </p>
        )}
        {theirs.length > 0 && (
          <Disclosure
            summary={`${theirs.length} decisions about a release, which its template gives or nobody does`}
          >
            <ul className="list-disc pl-4 text-ink-2 sm:columns-2">
              {theirs.map(({ decision, title }) => (
                <li key={decision}>{title}</li>
              ))}
            </ul>
          </Disclosure>
        )}
      </div>
    </Section>
  );
}

function peopleIn(roles: readonly string[], holders: Holders): string[] {
  const found = new Map(
    roles.flatMap((role) => holders[role] ?? []).map(({ email, name }) => [email, name] as const),
  );
  return [...found.values()];
}

function inSlot(roles: readonly string[], holders: Holders): number {
  return peopleIn(roles, holders).length;
}

function namesIn(roles: readonly string[], holders: Holders): string {
  const names = peopleIn(roles, holders);
  return names.length === 0 ? "nobody holds it now" : names.slice(0, 12).join(", ");
}
