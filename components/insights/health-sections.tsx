import type { ReactElement } from "react";
import { Bars } from "@/components/charts/bars";
import { Section } from "@/components/ui/section";
import { Table, Td, Th } from "@/components/ui/table";
import { type Health, monthBars } from "@/lib/insights/health-model";
import type { HealthAnswer, HealthQuery } from "@/lib/insights/schemas";
import { type HealthTitles, partTitle, subjectTitle } from "@/lib/insights/titles";
import { shareWords } from "@/lib/insights/words";
import { Count, Tile, Times } from "./figures";

export interface Shown {
  answer: HealthAnswer;
  health: Health;
  titles: HealthTitles;
  query: HealthQuery;
}

export const tiles = "grid grid-cols-2 gap-x-6 gap-y-4 px-4 py-3 sm:grid-cols-4";

/** How long it takes until the gates are ready. */
export function Readiness({ answer, health, titles, query }: Shown): ReactElement {
  const stages = health.bySubject("stage-readiness");
  const bars = monthBars(answer, "readiness", "median");
  const told = bars.filter(({ value }) => value !== null).length;
  return (
    <Section title="Readiness" flush>
      <dl className="px-4 py-3">
        <Tile title="From start to the last gate ready" figure={health.of("readiness")} query={query} />
      </dl>
      <div className="border-t border-line px-4 py-3">
        <Bars
          title="Median time to readiness by month"
          says={told === 0 ? "No release became ready." : `${told} of ${bars.length} months have one.`}
          head={["Month", "Median"]}
          bars={bars}
        />
      </div>
      {stages.length > 0 && (
        <div className="border-t border-line">
          <Times
            label="Time to readiness by stage"
            head="Stage"
            query={query}
            rows={stages.map((figure) => ({ figure, name: partTitle(titles, figure.subject) }))}
          />
        </div>
      )}
    </Section>
  );
}

/** What was signed in vain, let pass, or forced. */
export function SignOffs({ health, titles, query }: Shown): ReactElement {
  const gates = health.bySubject("approval");
  const [signed, stale] = [health.of("approval"), health.of("stale-vote")];
  const glass = health.bySubject("break-glass");
  return (
    <Section title="Sign-offs, waivers and break-glass" flush>
      <dl className={tiles}>
        <Tile title="Sign-offs" figure={signed} query={query} />
        <Tile title="Gone stale" figure={{ ...stale, medianMs: null }} query={query}>
          {signed.count === 0 ? "" : `${shareWords(stale.count, signed.count)} of those given`}
        </Tile>
        <Tile title="Waivers" figure={health.of("waiver")} query={query} />
        <Tile title="Uses of break-glass" figure={health.of("break-glass")} query={query}>
          {glass
            .map(({ subject, count }) => `${subjectTitle(titles, "break-glass", subject)}: ${count}`)
            .join("; ") || "in this period"}
        </Tile>
      </dl>
      {gates.length > 0 && (
        <div className="border-t border-line">
          <Table label="Sign-offs by gate">
            <thead>
              <tr>
                <Th>Gate</Th>
                <Th className="text-right">Sign-offs</Th>
                <Th className="text-right max-sm:whitespace-normal">Gone stale</Th>
                <Th className="text-right">Waivers</Th>
              </tr>
            </thead>
            <tbody>
              {gates.map((figure) => {
                const name = partTitle(titles, figure.subject);
                return (
                  <tr key={figure.subject}>
                    <Td>{name}</Td>
                    {(["approval", "stale-vote", "waiver"] as const).map((measure) => (
                      <Td key={measure} className="text-right">
                        <Count figure={health.of(measure, figure.subject)} query={query} of={name} />
                      </Td>
                    ))}
                  </tr>
                );
              })}
            </tbody>
          </Table>
        </div>
      )}
    </Section>
  );
}
