import type { ReactElement } from "react";
import { Disclosure } from "@/components/ui/disclosure";
import { Section } from "@/components/ui/section";
import { placesOf, type WaitPlace } from "@/lib/insights/health-model";
import type { HealthQuery } from "@/lib/insights/schemas";
import { type HealthTitles, partTitle, subjectTitle } from "@/lib/insights/titles";
import { lengthWords } from "@/lib/insights/words";
import { Tile, Times, WaitingCount } from "./figures";
import { type Shown, tiles } from "./health-sections";

const atOnce = 12;

/** For whom decisions wait: how long those waited that were decided, and what waits still. */
export function Waits({ answer, health, titles, query }: Shown): ReactElement {
  const { all, byRole, byPlace } = placesOf(answer, health);
  const { waiting } = all;
  return (
    <Section title="Waiting for a decision" flush>
      <dl className={tiles}>
        <Tile title="Until decided" figure={all.figure} query={query} />
        <div className="flex min-w-0 flex-col gap-0.5">
          <dt className="text-xs text-ink-3">Waiting now</dt>
          <dd className="text-lg font-semibold text-ink">
            <WaitingCount waiting={waiting} query={query} of="all roles" />
          </dd>
          <dd className="text-xs text-ink-2">
            {waiting.count === 0 ? "nothing is asked of anybody" : pausedWords(waiting)}
          </dd>
        </div>
      </dl>
      <p className="max-w-prose px-4 pb-3 text-sm text-ink-2">
        From when a requirement was first asked of a role to its decision. What waits now is in no median yet:
        it stands beside it, in whatever months you look at, by the clock of the inbox, since the role was
        asked for the present content. Both stand still while work was asked for and the other side has the
        ball.
      </p>
      {byPlace.length > 0 && (
        <>
          <Times
            label="Wait by role"
            head="Role"
            query={query}
            waits
            rows={byRole.map((each) => ({
              ...each,
              name: subjectTitle(titles, "wait", each.figure.subject),
            }))}
          />
          <Slowest
            places={byPlace.slice(0, atOnce)}
            label="Longest waits by role and gate"
            {...{ titles, query }}
          />
          {byPlace.length > atOnce && (
            <Disclosure className="px-4 py-2 text-sm" summary={`${byPlace.length - atOnce} shorter ones`}>
              <Slowest
                places={byPlace.slice(atOnce)}
                label="Shorter waits by role and gate"
                {...{ titles, query }}
              />
            </Disclosure>
          )}
        </>
      )}
    </Section>
  );
}

function pausedWords({ longestMs, paused }: WaitPlace["waiting"]): string {
  const longest = `the longest for ${lengthWords(longestMs)}`;
  return paused === 0 ? longest : `${longest}; ${paused} with work asked for`;
}

function Slowest({
  places,
  label,
  titles,
  query,
}: {
  places: readonly WaitPlace[];
  label: string;
  titles: HealthTitles;
  query: HealthQuery;
}): ReactElement {
  return (
    <Times
      label={label}
      head="Role and gate"
      query={query}
      waits
      rows={places.map((each) => ({
        ...each,
        name: subjectTitle(titles, "wait", each.figure.subject),
        beside: partTitle(titles, each.figure.detail),
      }))}
    />
  );
}
