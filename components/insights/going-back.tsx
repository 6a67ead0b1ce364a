import type { ReactElement } from "react";
import { Bars } from "@/components/charts/bars";
import { Section } from "@/components/ui/section";
import { Table, Td, Th } from "@/components/ui/table";
import { monthBars } from "@/lib/insights/health-model";
import { subjectTitle } from "@/lib/insights/titles";
import { countWords, gapWords } from "@/lib/insights/words";
import { Count, Tile, Times } from "./figures";
import { type Shown, tiles } from "./health-sections";

const phases = [
  ["detect", "Detect"],
  ["decide", "Decide"],
  ["execute", "Execute"],
  ["recover", "Recover"],
] as const;

/** How often it is gone back, and how long that takes. */
export function GoingBack({ answer, health, titles, query }: Shown): ReactElement {
  const [exposed, back] = [health.of("exposed"), health.of("rollback")];
  const bars = monthBars(answer, "rollback", "count");
  const components = health.bySubject("component-exposed");
  return (
    <Section title="Going back" flush>
      <dl className={tiles}>
        <Tile title="Releases that reached users" figure={exposed} query={query} />
        <Tile title="Rollbacks" figure={back} query={query}>
          {exposed.count === 0 ? "in this period" : perRelease(back.count, exposed.count)}
        </Tile>
      </dl>
      <div className="border-t border-line px-4 py-3">
        <Bars
          title="Rollbacks by month"
          says={`${countWords("rollback", back.count)} in ${bars.length} months.`}
          head={["Month", "Rollbacks"]}
          bars={bars}
        />
      </div>
      <div className="border-t border-line">
        <Times
          label="Phases of rollbacks"
          head="Phase"
          query={query}
          agreed
          rows={phases.map(([measure, name]) => ({ figure: health.of(measure), name }))}
        />
      </div>
      {components.length > 0 && (
        <div className="border-t border-line">
          <Table label="Rollbacks by component">
            <thead>
              <tr>
                <Th>Component</Th>
                <Th className="text-right max-sm:whitespace-normal">Reached users</Th>
                <Th className="text-right">Rollbacks</Th>
              </tr>
            </thead>
            <tbody>
              {components.map((figure) => {
                const name = subjectTitle(titles, "component-exposed", figure.subject);
                return (
                  <tr key={figure.subject}>
                    <Td className="wrap-anywhere">{name}</Td>
                    <Td className="text-right">
                      <Count figure={figure} query={query} of={name} />
                    </Td>
                    <Td className="text-right">
                      <Count
                        figure={health.of("component-rollback", figure.subject)}
                        query={query}
                        of={name}
                      />
                    </Td>
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

function perRelease(rollbacks: number, releases: number): string {
  const each = Math.round((rollbacks / releases) * 100) / 100;
  return rollbacks > 0 && each === 0 ? "fewer than 0.01 a release" : `${each} a release`;
}

/** How rehearsals ended, and what they showed. */
export function Drills({ health, query }: Shown): ReactElement {
  const gaps = health.bySubject("drill-gap");
  return (
    <Section title="Drills" flush>
      <dl className={tiles}>
        <Tile title="Passed" figure={health.of("drill", "passed")} query={query} />
        <Tile title="Failed" figure={health.of("drill", "failed")} query={query} />
        <Tile title="Cancelled" figure={health.of("drill", "cancelled")} query={query} />
      </dl>
      {gaps.length > 0 && (
        <ul aria-label="Gaps that drills showed" className="border-t border-line">
          {gaps.map((figure) => (
            <li
              key={figure.subject}
              className="flex justify-between gap-4 border-b border-line px-4 py-2 text-sm last:border-b-0"
            >
              <span>{gapWords(figure.subject)}</span>
              <Count figure={figure} query={query} of={gapWords(figure.subject)} />
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
