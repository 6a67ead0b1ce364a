import Form from "next/form";
import Link from "next/link";
import type { ReactElement, ReactNode } from "react";
import { Badge } from "@/components/ui/badge";
import { Button, LinkButton } from "@/components/ui/button";
import { Disclosure } from "@/components/ui/disclosure";
import { Input } from "@/components/ui/field";
import { Icon, type IconName } from "@/components/ui/icon";
import { Section } from "@/components/ui/section";
import { Shape } from "@/components/ui/shape";
import { whoWords } from "@/components/ui/who-words";
import { byPerson, byRelease, type FindingGroup, type PersonGroup } from "@/lib/gates/findings-groups";
import {
  type FindingsAnswer,
  mostWithout,
  type RightsFinding,
  type SimulationAnswer,
  type Without,
  type WithoutKind,
  withoutText,
} from "@/lib/gates/findings-schemas";
import { HourForm, HourShifts, type HourTold, hourWords, WeeksOf } from "./hour-away";
import { type RightsAsked, rightsHref } from "./rights-href";

/** What was found for the words that were looked for. */
export interface Match extends Without {
  title: string;
  detail: string;
}

interface WhatIfProps {
  /** null: nothing is taken away, so it tells how things stand. */
  without: SimulationAnswer["without"] | null;
  /** An hour of the week that is asked about; null: none. */
  hour: HourTold | null;
  /** Time zones in which one can be asked, the reader's first. */
  zones: readonly string[];
  found: FindingsAnswer;
  /** Words looked for, and what fits; null: nothing was looked for. */
  find: { words: string; matches: readonly Match[] } | null;
  /** Title of the release that it is narrowed to. */
  on: string | null;
  /** What the page's matrix is of, as its address has it; empty: the organisation. */
  of: string;
}

const icons: Record<WithoutKind, IconName> = { person: "person", team: "team", role: "role" };

/** Takes people, teams and roles away, or asks for an hour of the week, and says what then cannot be decided, or hangs on one person. */
export function WhatIf(props: WhatIfProps): ReactElement {
  const { without, find, of, hour, zones } = props;
  const taken = without ?? [];
  const placing = { of, taken, hour };
  const isAsked = taken.length > 0 || hour !== null;
  return (
    <Section
      id="what-if"
      title={isAsked ? "What if" : "What hangs on whom"}
      aside={
        isAsked && (
          <Link
            href={rightsHref({ of, without: [], hour: null })}
            scroll={false}
            prefetch={false}
            className="link"
          >
            Put everybody back
          </Link>
        )
      }
    >
      <div className="flex flex-col gap-4">
        <div className="flex flex-col gap-2">
          {isAsked && <Taken {...placing} />}
          <Look {...placing} words={find?.words ?? ""} />
          {find !== null && <Matches {...find} {...placing} />}
          <HourForm of={of} without={taken} hour={hour} zones={zones} />
        </div>
        {hour !== null && <HourShifts hour={hour} />}
        <Outcome {...props} />
      </div>
    </Section>
  );
}

type TakenList = SimulationAnswer["without"];

interface Placing {
  of: string;
  taken: TakenList;
  hour: HourTold | null;
}

/** The same page with more or less taken away. */
function hrefOf({ of, taken, hour }: Placing, change: Partial<RightsAsked> = {}): string {
  return rightsHref({ of, without: taken, hour, ...change });
}

function Taken(placing: Placing): ReactElement {
  const { taken, hour } = placing;
  return (
    <ul aria-label="Taken away" className="flex flex-wrap gap-1.5">
      {taken.map(({ kind, key, title, people }) => (
        <li
          key={`${kind} ${key}`}
          title={kind === "person" ? key : whoWords(people, { max: 12 })}
          className="inline-flex min-h-7 max-w-full items-center gap-1.5 rounded-md border border-line-strong bg-sunken pl-2 text-sm"
        >
          <Icon name={icons[kind]} size={12} className="text-ink-3" />
          <span className="min-w-0 wrap-anywhere">
            without {kind === "person" ? "" : `the ${kind} `}
            <bdi className="font-medium">{title}</bdi>
            {kind === "team" && (
              <span className="text-ink-3"> ({countWords(people.length, "person", "people")})</span>
            )}
          </span>
          <Back
            label={`Put ${title} back`}
            href={hrefOf(placing, {
              without: taken.filter((each) => each.kind !== kind || each.key !== key),
            })}
          />
        </li>
      ))}
      {hour !== null && (
        <li className="inline-flex min-h-7 max-w-full items-center gap-1.5 rounded-md border border-line-strong bg-sunken pl-2 text-sm">
          <Icon name="clock" size={12} className="text-ink-3" />
          <span className="min-w-0 wrap-anywhere">
            on <span className="font-medium">{hourWords(hour)}</span>
          </span>
          <Back label="Ask for no hour" href={hrefOf(placing, { hour: null })} />
        </li>
      )}
    </ul>
  );
}

function Back({ label, href }: { label: string; href: string }): ReactElement {
  return (
    <Link
      href={href}
      scroll={false}
      prefetch={false}
      aria-label={label}
      className="grid size-7 place-items-center text-ink-3 hover:text-ink"
    >
      <Icon name="close" size={12} />
    </Link>
  );
}

function Look({ taken, words, of, hour }: Placing & { words: string }): ReactElement {
  return (
    <Form
      action="/rights"
      scroll={false}
      role="search"
      aria-label="Take away"
      className="flex items-end gap-2"
    >
      {of !== "" && <input type="hidden" name="of" value={of} />}
      {taken.map((each) => (
        <input key={withoutText(each)} type="hidden" name="without" value={withoutText(each)} />
      ))}
      {hour !== null && (
        <>
          <input type="hidden" name="hour" value={hour.hour} />
          <input type="hidden" name="zone" value={hour.zone} />
        </>
      )}
      <div className="min-w-0 flex-1">
        <Input
          key={words}
          label="Take away a person, a team or a role"
          name="find"
          type="search"
          defaultValue={words}
          placeholder="Name, address or key"
          maxLength={200}
          data-search
        />
      </div>
      <Button type="submit">Find</Button>
    </Form>
  );
}

function Matches({
  words,
  matches,
  ...placing
}: Placing & { words: string; matches: readonly Match[] }): ReactElement {
  const { taken } = placing;
  const fresh = matches.filter(
    (match) => !taken.some(({ kind, key }) => kind === match.kind && key === match.key),
  );
  if (taken.length >= mostWithout)
    return <p className="text-sm text-ink-2">At most {mostWithout} can be taken away together.</p>;
  if (fresh.length === 0)
    return <p className="text-sm text-ink-2">No other person, team or role fits “{words}”.</p>;
  return (
    <ul aria-label={`Fits ${words}`} className="flex flex-col">
      {fresh.map((match) => (
        <li key={`${match.kind} ${match.key}`} className="border-b border-line last:border-b-0">
          <Link
            href={hrefOf(placing, { without: [...taken, match] })}
            scroll={false}
            prefetch={false}
            className="flex min-h-9 items-center gap-2 rounded-sm text-sm hover:bg-sunken"
          >
            <Icon name={icons[match.kind]} size={14} className="text-ink-3" />
            <span className="min-w-0 wrap-anywhere">
              <bdi>{match.title}</bdi> <span className="text-ink-3">{match.detail}</span>
            </span>
            <span className="ml-auto shrink-0 text-ink-2">take away</span>
          </Link>
        </li>
      ))}
    </ul>
  );
}

function Outcome({ without, hour, found, on, of }: WhatIfProps): ReactElement {
  const { impossible, hangsOnOne, examined } = found;
  const taken = without ?? [];
  const placing = { of, taken, hour };
  const isStanding = taken.length === 0 && hour === null;
  const where = on === null ? countWords(examined.releases, "open release", "open releases") : "this release";
  const beside = on === null ? " and in the organisation" : "";
  return (
    <div className="flex flex-col gap-4 text-sm" role="status">
      <Part
        tone="stop"
        title={isStanding ? "Nobody can decide" : "Would become impossible"}
        count={impossible.length}
        none={
          isStanding ? "Everything asked has somebody who can decide it." : "Nothing would become impossible."
        }
      >
        <Groups groups={byRelease(impossible)} {...placing} />
      </Part>
      <Part
        tone="aged"
        title={isStanding ? "Hangs on one person" : "Would come to hang on one person"}
        count={hangsOnOne.length}
        none={isStanding ? "Nothing hangs on one person alone." : "Nothing more would hang on one person."}
      >
        <PeopleList groups={byPerson(hangsOnOne)} {...placing} />
      </Part>
      <p className="text-xs text-ink-3">
        Of {countWords(examined.decisions, "thing", "things")} to decide or sign on {where}
        {beside}, as far as you see them. Who leaves takes along what they signed.
      </p>
    </div>
  );
}

function Part({
  tone,
  title,
  count,
  none,
  children,
}: {
  tone: "stop" | "aged";
  title: string;
  count: number;
  none: string;
  children: ReactNode;
}): ReactElement {
  if (count === 0)
    return (
      <p className="flex items-baseline gap-2 text-ink-2">
        <Shape name="check-disc" tone="good" size={12} />
        {none}
      </p>
    );
  return (
    <div className="flex min-w-0 flex-col gap-1.5">
      <h3 className="flex items-center gap-2 font-semibold">
        {title}
        <Badge tone={tone} shape={tone === "stop" ? "stop" : "half"}>
          {count}
        </Badge>
      </h3>
      {children}
    </div>
  );
}

const shownGroups = 8;
const shownLines = 12;

function Groups({ groups, ...placing }: Placing & { groups: readonly FindingGroup[] }): ReactElement {
  return (
    <ul className="flex min-w-0 flex-col gap-2">
      {groups.slice(0, shownGroups).map((group) => (
        <li key={group.release?.slug ?? ""} className="min-w-0">
          <Group group={group} {...placing} />
        </li>
      ))}
      {groups.length > shownGroups && (
        <li className="text-ink-2">
          and on {countWords(groups.length - shownGroups, "more release", "more releases")}: choose one above
          the matrix
        </li>
      )}
    </ul>
  );
}

function Group({
  group: { release, findings },
  ...placing
}: Placing & { group: FindingGroup }): ReactElement {
  const { of, hour } = placing;
  const here = release === null ? "" : `release:${release.slug}`;
  const lines = findings.slice(0, shownLines);
  return (
    <>
      <p className="font-medium wrap-anywhere">
        {release === null || of === here ? (
          (release?.title ?? "The organisation")
        ) : (
          <Link href={hrefOf(placing, { of: here })} prefetch={false} className="hover:underline">
            {release.title}
          </Link>
        )}
      </p>
      <ul className="flex flex-col gap-0.5 pl-3">
        {lines.map((finding) => (
          <li key={lineKey(finding)} className="text-ink-2 wrap-anywhere">
            <Line finding={finding} hour={hour} />
          </li>
        ))}
        {findings.length > lines.length && (
          <li className="text-ink-3">and {findings.length - lines.length} more</li>
        )}
      </ul>
    </>
  );
}

function Line({
  finding: { title, about, when, roles, at },
  hour,
}: {
  finding: RightsFinding;
  hour: HourTold | null;
}): ReactElement {
  const places = about.map((place) =>
    place.requirement === null ? `“${place.gateTitle}”` : `“${place.title}”`,
  );
  return (
    <span title={`asked of ${roles.map((role) => role.replaceAll("-", " ")).join(" or ")}`}>
      {places.length === 0 ? title : `${title}: `}
      {places.slice(0, 3).join(", ")}
      {places.length > 3 && ` and ${places.length - 3} more`}
      {when !== null && <span className="text-ink-3"> · {when}</span>}
      {at !== null && hour !== null && (
        <span className="text-ink-3">
          {" "}
          · <WeeksOf at={at} hour={hour} />
        </span>
      )}
    </span>
  );
}

function lineKey({ decision, about, when, roles, hangsOn }: RightsFinding): string {
  const places = about.map(({ gate, requirement }) => `${gate}/${requirement ?? ""}`);
  return [decision, ...places, when ?? "", ...roles, ...hangsOn.map(({ email }) => email)].join(" ");
}

const shownPeople = 12;

function PeopleList({ groups, ...placing }: Placing & { groups: readonly PersonGroup[] }): ReactElement {
  const { taken } = placing;
  return (
    <ul className="flex min-w-0 flex-col">
      {groups.slice(0, shownPeople).map(({ person, count, groups: places }) => (
        <li key={person.email} className="min-w-0 border-b border-line py-1 last:border-b-0">
          <Disclosure
            summary={
              <>
                <bdi className="font-medium text-ink" title={person.email}>
                  {person.name}
                </bdi>{" "}
                <span className="text-ink-3">
                  {countWords(count, "decision", "decisions")} {placesWords(places)}
                </span>
              </>
            }
          >
            <div className="flex flex-col gap-2 pb-2">
              <Groups groups={places} {...placing} />
              {taken.length < mostWithout && (
                <div>
                  <LinkButton
                    size="sm"
                    href={hrefOf(placing, { without: [...taken, { kind: "person", key: person.email }] })}
                    scroll={false}
                    prefetch={false}
                  >
                    What if {person.name} leaves
                  </LinkButton>
                </div>
              )}
            </div>
          </Disclosure>
        </li>
      ))}
      {groups.length > shownPeople && (
        <li className="pt-1 text-ink-2">
          and {countWords(groups.length - shownPeople, "more person", "more people")}
        </li>
      )}
    </ul>
  );
}

function placesWords(groups: readonly FindingGroup[]): string {
  const releases = groups.filter(({ release }) => release !== null).length;
  const parts = [
    ...(releases === 0 ? [] : [`on ${countWords(releases, "release", "releases")}`]),
    ...(releases === groups.length ? [] : ["in the organisation"]),
  ];
  return parts.join(" and ");
}

function countWords(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
