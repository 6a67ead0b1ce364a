import type { Metadata } from "next";
import Link from "next/link";
import type { ReactElement } from "react";
import { Live } from "@/components/layout/live";
import { PageHead } from "@/components/layout/top-bar";
import { ItemRows, MonthGrid, MonthList, type ShownItem } from "@/components/releases/calendar-month";
import { MonthKeys } from "@/components/releases/month-keys";
import { FreezeWindows } from "@/components/rollouts/freeze-windows";
import { HoldOrganisation, OrganisationHolds } from "@/components/rollouts/organisation-hold";
import { LinkButton } from "@/components/ui/button";
import { Select } from "@/components/ui/field";
import { FilterBar } from "@/components/ui/filter-bar";
import { Notice } from "@/components/ui/notice";
import { Section } from "@/components/ui/section";
import { settleProjections } from "@/lib/gates/refresh-projections";
import { requireActor } from "@/lib/identity/get-actor";
import { kernel } from "@/lib/platform/app";
import {
  calendarYears,
  dayAfter,
  dayIn,
  isMonth,
  monthAfter,
  monthOf,
  shownDays,
  startOfDayIn,
  weeksOf,
} from "@/lib/releases/calendar";
import { type CalendarItem, calendarOf, overdueOf } from "@/lib/releases/calendar-queries";
import { type Choices, readChoices } from "@/lib/releases/choice-queries";
import { type CalendarFilter, calendarHref, readCalendarFilter } from "@/lib/releases/calendar-schemas";
import { portfolioHref } from "@/lib/releases/list-schemas";
import type { Reader } from "@/components/ui/time";
import { listReviews } from "@/lib/reviews/queries";
import { soaksOf } from "@/lib/rollouts/soak-queries";
import { getFreezeDesk } from "@/lib/rollouts/desk-queries";
import { freezeDays } from "@/lib/rollouts/freeze-days";
import { getReader, one } from "../_lib/reader";
import { endWindow, holdAll, liftAll, setWindow } from "./actions";

export const metadata: Metadata = { title: "Calendar" };

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

const freezeActs = { set: setWindow, end: endWindow, place: holdAll, lift: liftAll };
const overdueShown = 5;
const titleFormat = new Intl.DateTimeFormat("en-GB", { month: "long", year: "numeric", timeZone: "UTC" });

export default async function CalendarPage({ searchParams }: Props): Promise<ReactElement> {
  const actor = await requireActor();
  const asked = await searchParams;
  const reader = await getReader();
  const today = dayIn(reader.zone, reader.now);
  const given = one(asked["month"]);
  const month = given !== undefined && isMonth(given) ? given : monthOf(today);
  const filter = readCalendarFilter({
    team: one(asked["team"]),
    component: one(asked["component"]),
    template: one(asked["template"]),
    mine: one(asked["mine"]),
  });
  await settleProjections(kernel());
  const { prisma } = kernel().db;
  const shown = shownDays(month);
  const { mine, ...about } = filter;
  const from = startOfDayIn(reader.zone, shown.from);
  const until = startOfDayIn(reader.zone, dayAfter(shown.to, 1));
  const [{ items, isCut }, { items: reviews }, overdue, choices, desk, soaks] = await Promise.all([
    calendarOf(prisma, { actor, filter, ...shown }),
    listReviews(prisma, {
      actor,
      from,
      to: until,
      mine: mine !== undefined,
      about,
    }),
    overdueOf(prisma, { actor, filter, today, limit: overdueShown + 1 }),
    readChoices(prisma),
    getFreezeDesk(prisma, {
      actor,
      now: new Date(reader.now),
      from,
      until,
      component: filter.component,
    }),
    soaksOf(prisma, { actor, filter, now: new Date(reader.now), from, until }),
  ]);
  const frozen = freezeDays(desk.freezes, { zone: reader.zone, first: shown.from, last: shown.to });
  const title = titleFormat.format(Date.parse(`${month}-01T00:00:00Z`));
  const weeks = weeksOf<ShownItem>(month, [
    ...frozen,
    ...items,
    ...soaks.map((soak) => ({ ...soak, date: dayIn(reader.zone, soak.at) })),
    ...reviews.map((review) => ({
      kind: "review" as const,
      date: dayIn(reader.zone, Date.parse(review.start)),
      review,
    })),
  ]);
  const links = {
    previous: calendarHref(within(monthAfter(month, -1), month), filter),
    next: calendarHref(within(monthAfter(month, 1), month), filter),
  };
  const holds = desk.holds.map(({ placedBy, ...hold }) => ({ ...hold, by: placedBy.name }));
  return (
    <>
      <PageHead
        title="Calendar"
        live={<Live />}
        acts={
          <LinkButton href="/calendar/overlaps" prefetch={false}>
            Overlapping soaks
          </LinkButton>
        }
      />
      {holds.length > 0 && (
        <OrganisationHolds holds={holds} ability={desk.lift} act={freezeActs.lift} reader={reader} />
      )}
      <Overdue items={overdue} filter={filter} today={today} reader={reader} />
      <MonthKeys {...links}>
        <div className="flex flex-wrap items-end justify-between gap-x-3">
          <div className="flex items-center gap-2 pb-3">
            <h2 aria-live="polite" className="min-w-36 text-lg font-semibold">
              {title}
            </h2>
            <LinkButton size="sm" href={links.previous} scroll={false} prefetch={false} rel="prev">
              Previous<span className="unseen"> month</span>
            </LinkButton>
            <LinkButton size="sm" href={calendarHref(null, filter)} scroll={false} prefetch={false}>
              Today
            </LinkButton>
            <LinkButton size="sm" href={links.next} scroll={false} prefetch={false} rel="next">
              Next<span className="unseen"> month</span>
            </LinkButton>
          </div>
          <Conditions filter={filter} choices={choices} month={given === undefined ? "" : month} />
        </div>
        {isCut && (
          <Notice tone="work" className="mb-3">
            More targets lie in these weeks than are shown; choose a team or a component.
          </Notice>
        )}
        <MonthGrid weeks={weeks} today={today} label={`Calendar of ${title}`} reader={reader} />
        <MonthList weeks={weeks} today={today} label={`Calendar of ${title}`} reader={reader} />
      </MonthKeys>
      <div className="flex flex-col gap-4 pt-4">
        <FreezeWindows
          desk={desk}
          acts={freezeActs}
          reader={reader}
          choices={{ components: choices.components, zone: reader.zone }}
        />
        {holds.length === 0 && <HoldOrganisation ability={desk.place} act={freezeActs.place} />}
      </div>
    </>
  );
}

/** The month where the calendar has it, else where one is. */
function within(month: string, otherwise: string): string {
  const year = Number(month.slice(0, 4));
  return year >= calendarYears.from && year <= calendarYears.to ? month : otherwise;
}

function Overdue({
  items,
  filter,
  today,
  reader,
}: {
  items: readonly CalendarItem[];
  filter: CalendarFilter;
  today: string;
  reader: Reader;
}): ReactElement | null {
  if (items.length === 0) return null;
  const { mine: _mine, ...conditions } = filter;
  return (
    <Section
      className="mb-4"
      title="Overdue in flight"
      aside={
        items.length > overdueShown && (
          <Link
            href={portfolioHref({ ...conditions, overdue: "yes" })}
            prefetch={false}
            className="inline-flex min-h-6 items-center link"
          >
            See all
          </Link>
        )
      }
      flush
    >
      <div className="px-4 py-1">
        <ItemRows
          items={items.slice(0, overdueShown)}
          label="Overdue in flight"
          dated={today}
          reader={reader}
        />
      </div>
    </Section>
  );
}

function Conditions({
  filter,
  choices,
  month,
}: {
  filter: CalendarFilter;
  choices: Choices;
  month: string;
}): ReactElement {
  const fields = [
    { name: "team", label: "Team", any: "Any team", options: choices.teams },
    { name: "component", label: "Component", any: "Any component", options: choices.components },
    { name: "template", label: "Template", any: "Any template", options: choices.templates },
    { name: "mine", label: "Whose", any: "Everybody’s", options: [{ value: "yes", label: "Mine" }] },
  ] as const;
  return (
    <FilterBar action="/calendar" label="Calendar" isSet={Object.keys(filter).length > 0} keep={{ month }}>
      {fields.map(({ name, label, any, options }) => (
        <div key={name} className="min-w-0 sm:w-42">
          <Select
            key={filter[name] ?? ""}
            label={label}
            hideLabel
            name={name}
            options={[{ value: "", label: any }, ...options]}
            defaultValue={filter[name] ?? ""}
          />
        </div>
      ))}
    </FilterBar>
  );
}
