import type { ReactElement } from "react";
import { ActForm } from "@/components/ui/act-form";
import type { Act } from "@/components/ui/outcome";
import { Section } from "@/components/ui/section";
import { type Reader, Time } from "@/components/ui/time";
import type { RotaAnswer } from "@/lib/policy/rota-schemas";

/** Who stands in for whose turn it is, and why. */
export function Overrides({
  rota,
  act,
  reader,
}: {
  rota: RotaAnswer;
  act: Act;
  reader: Reader;
}): ReactElement {
  return (
    <Section title="Standing in" flush>
      {rota.overrides.length === 0 ? (
        <p className="px-4 py-3 text-sm text-ink-2">Everybody has their own turns.</p>
      ) : (
        <ul>
          {rota.overrides.map(({ id, person, from, to, reason, setBy, may }) => (
            <li
              key={id}
              className="flex flex-wrap items-start justify-between gap-x-3 gap-y-1 border-b border-line px-4 py-2 text-sm last:border-b-0"
            >
              <div className="min-w-0 wrap-anywhere">
                <span className="font-medium">{person.name}</span>{" "}
                <span className="text-ink-2">
                  <Time at={Date.parse(from)} reader={reader} /> –{" "}
                  <Time at={Date.parse(to)} reader={reader} />
                </span>
                <p className="text-ink-2">
                  {reason}
                  {setBy.email !== person.email && ` (${setBy.name})`}
                </p>
              </div>
              {may && (
                <ActForm act={act} submit="End it" busy="Ending…" look="quiet" size="sm">
                  <input type="hidden" name="key" value={rota.key} />
                  <input type="hidden" name="id" value={id} />
                </ActForm>
              )}
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
