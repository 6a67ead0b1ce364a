import type { ReactElement } from "react";
import { Badge } from "@/components/ui/badge";
import { Section } from "@/components/ui/section";
import { type Reader, Time } from "@/components/ui/time";
import type { RotaAnswer } from "@/lib/policy/rota-schemas";

/** The coming shifts in order, with the gaps where they lie. */
export function RotaShifts({ rota, reader }: { rota: RotaAnswer; reader: Reader }): ReactElement {
  const shifts = rota.shifts.map(({ from, to, person, source }) => ({ from, to, person, source }));
  const gaps = rota.gaps.map(({ from, to }) => ({ from, to, person: null, source: null }));
  const all = [...shifts, ...gaps].sort((a, b) => Date.parse(a.from) - Date.parse(b.from));
  const disabled = new Set(rota.people.filter(({ isEnabled }) => !isEnabled).map(({ email }) => email));
  return (
    <Section title="The coming four weeks" flush>
      <ol aria-label="Shifts">
        {all.map(({ from, to, person, source }) => {
          const isNow = Date.parse(from) <= reader.now && reader.now < Date.parse(to);
          return (
            <li
              key={`${from} ${person?.email ?? "gap"}`}
              className="grid items-baseline sm:grid-cols-[minmax(0,1fr)_auto] gap-x-3 border-b border-line px-4 py-2 text-sm last:border-b-0"
            >
              <span className="min-w-0 wrap-anywhere">
                {person === null ? (
                  <Badge tone="stop" shape="stop">
                    nobody
                  </Badge>
                ) : (
                  <>
                    <span className="font-medium">{person.name}</span>
                    {isNow && <span className="text-ink-2"> · on shift now</span>}
                    {source === "override" && <span className="text-ink-2"> · stands in</span>}
                    {disabled.has(person.email) && <span className="text-stop"> · disabled</span>}
                  </>
                )}
              </span>
              <span className="text-ink-2 sm:text-right">
                <Time at={Date.parse(from)} reader={reader} /> – <Time at={Date.parse(to)} reader={reader} />
              </span>
            </li>
          );
        })}
      </ol>
    </Section>
  );
}
