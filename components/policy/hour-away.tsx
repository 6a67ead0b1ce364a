import Form from "next/form";
import Link from "next/link";
import type { ReactElement } from "react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Select } from "@/components/ui/field";
import { Day } from "@/components/ui/time";
import { type SimulationAnswer, withoutText } from "@/lib/gates/findings-schemas";
import { hourDays } from "@/lib/policy/hour-of-week";
import type { RightsAsked } from "./rights-href";

export type HourTold = NonNullable<SimulationAnswer["hour"]>;

const dayWords: Record<(typeof hourDays)[number], string> = {
  Mon: "Monday",
  Tue: "Tuesday",
  Wed: "Wednesday",
  Thu: "Thursday",
  Fri: "Friday",
  Sat: "Saturday",
  Sun: "Sunday",
};

const days = hourDays.map((day) => ({ value: day, label: dayWords[day] }));
const clocks = Array.from({ length: 24 }, (_, hour) => {
  const two = (of: number) => String(of).padStart(2, "0");
  return { value: two(hour), label: `${two(hour)}:00 to ${two((hour + 1) % 24)}:00` };
});

/** `Sun 03` as people say it. */
export function hourWords({ hour, zone }: Pick<HourTold, "hour" | "zone">): string {
  const [day = "", clock = ""] = hour.split(" ");
  const name = days.find(({ value }) => value === day)?.label ?? day;
  return `${name} ${clocks.find(({ value }) => value === clock)?.label ?? clock}, ${zone}`;
}

/** Asks for an hour of the week, beside what is taken away already. */
export function HourForm({
  of,
  without,
  hour,
  zones,
}: RightsAsked & { zones: readonly string[] }): ReactElement {
  const [day = "Sun", clock = "03"] = hour?.hour.split(" ") ?? [];
  return (
    <Form
      key={`${hour?.hour ?? ""} ${hour?.zone ?? ""}`}
      action="/rights"
      scroll={false}
      role="search"
      aria-label="An hour of the week"
      className="grid grid-cols-2 items-end gap-2"
    >
      {of !== "" && <input type="hidden" name="of" value={of} />}
      {without.map((each) => (
        <input key={withoutText(each)} type="hidden" name="without" value={withoutText(each)} />
      ))}
      <Select label="Or ask for an hour" name="day" options={days} defaultValue={day} />
      <Select label="From, to" name="clock" options={clocks} defaultValue={clock} />
      <Select
        label="Time zone"
        name="zone"
        options={zones.map((zone) => ({ value: zone, label: zone }))}
        defaultValue={hour?.zone ?? zones[0]}
      />
      <Button type="submit">Ask</Button>
    </Form>
  );
}

/** Who is on shift in the hour, rota by rota and week by week. */
export function HourShifts({ hour }: { hour: HourTold }): ReactElement {
  const rotas = new Map(hour.shifts.map(({ rota }) => [rota.key, rota.title]));
  const skipped = hour.weeks.filter(({ times }) => times.length === 0);
  return (
    <div className="flex flex-col gap-1.5 text-sm">
      <h3 className="font-semibold">On shift in this hour</h3>
      {rotas.size === 0 ? (
        <p className="text-ink-2">No rota fills a role here, so nobody&apos;s part differs by the hour.</p>
      ) : (
        <ul className="flex flex-col gap-1.5">
          {[...rotas].map(([key, title]) => (
            <li key={key}>
              <Link href={`/settings/rotas/${key}`} prefetch={false} className="font-medium hover:underline">
                {title}
              </Link>
              <ol
                aria-label={`On shift: ${title}`}
                className="flex flex-wrap gap-x-4 gap-y-0.5 pl-3 text-ink-2"
              >
                {hour.weeks.map(({ date, times }) => (
                  <li key={date} className="wrap-anywhere">
                    <Day date={date} beside={date} />: <OnShift shifts={shiftsIn(hour, key, times)} />
                  </li>
                ))}
              </ol>
            </li>
          ))}
        </ul>
      )}
      {skipped.map(({ date }) => (
        <p key={date} className="text-xs text-ink-3">
          On <Day date={date} beside={date} /> clocks in {hour.zone} skip this hour.
        </p>
      ))}
      <p className="text-xs text-ink-3">
        Only rotas and dated roles tell when somebody is there: everybody else counts as there at any hour.
      </p>
    </div>
  );
}

type Times = HourTold["weeks"][number]["times"];

function shiftsIn({ shifts }: HourTold, key: string, times: Times): HourTold["shifts"] {
  return shifts.filter(
    ({ rota, from, to }) => rota.key === key && times.some((time) => time.from <= from && to <= time.to),
  );
}

function OnShift({ shifts }: { shifts: HourTold["shifts"] }): ReactElement {
  if (shifts.length === 0) return <>no such hour</>;
  return (
    <>
      {shifts.map(({ person, from, to }, index) => (
        <span key={from}>
          {index > 0 && ", then "}
          {person === null ? (
            <Badge tone="stop" shape="stop">
              nobody
            </Badge>
          ) : (
            <bdi className="text-ink">{person.name}</bdi>
          )}
          {shifts.length > 1 && ` (${minutesBetween(from, to)} min)`}
        </span>
      ))}
    </>
  );
}

function minutesBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 60_000);
}

/** In which of the hour's weeks something is so. */
export function WeeksOf({ at, hour }: { at: Times; hour: HourTold }): ReactElement {
  const held = hour.weeks.filter(({ times }) => times.length > 0);
  const weeks = held.filter(({ times }) =>
    times.some((time) => at.some(({ from, to }) => from < time.to && time.from < to)),
  );
  if (weeks.length === held.length) return <>each week</>;
  return (
    <>
      on{" "}
      {weeks.map(({ date }, index) => (
        <span key={date}>
          {index > 0 && ", "}
          <Day date={date} beside={date} />
        </span>
      ))}
    </>
  );
}
