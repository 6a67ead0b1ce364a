import type { ReactElement } from "react";
import { Section } from "@/components/ui/section";
import { Table, Td, Th } from "@/components/ui/table";
import type { Figure, HealthQuery } from "@/lib/insights/schemas";
import { detailTitle, type HealthTitles, partTitle } from "@/lib/insights/titles";
import { Count } from "./figures";
import type { Shown } from "./health-sections";

/** Gates and criteria by which nothing was learnt. */
export function TellsNothing({ answer, health, titles, query }: Shown): ReactElement {
  const { neverCaught, neverFired, alwaysFired } = answer;
  const caught = health.pairs("gate-caught");
  return (
    <Section title="What tells nothing" flush>
      <Told
        title="Gates that kept nothing from passing"
        says="Nobody asked for work or rejected, and no check, drill, review or criterion of theirs failed. Such a gate may be needed all the same; ask what it is for."
        none="No gate was passed without having caught something."
        figures={neverCaught.map((gate) => health.of("gate-passed", gate))}
        {...{ titles, query }}
      />
      <Told
        title="Criteria that never came to breach"
        says="Their threshold may be too far away to find anything."
        none="None."
        figures={neverFired.map((criterion) => health.of("criterion-watched", criterion))}
        {...{ titles, query }}
      />
      <Told
        title="Criteria that came to breach on every release"
        says="Their threshold may be too near, or nobody heeds them."
        none="None."
        figures={alwaysFired.map((criterion) => health.of("criterion-fired", criterion))}
        {...{ titles, query }}
      />
      {caught.length > 0 && (
        <div className="border-t border-line">
          <Table label="What gates caught">
            <thead>
              <tr>
                <Th>Gate</Th>
                <Th>What it caught</Th>
                <Th className="text-right">Times</Th>
              </tr>
            </thead>
            <tbody>
              {caught.map((figure) => (
                <tr key={`${figure.subject} ${figure.detail}`}>
                  <Td>{partTitle(titles, figure.subject)}</Td>
                  <Td className="text-ink-2">{detailTitle(titles, "gate-caught", figure.detail)}</Td>
                  <Td className="text-right">
                    <Count figure={figure} query={query} of={partTitle(titles, figure.subject)} />
                  </Td>
                </tr>
              ))}
            </tbody>
          </Table>
        </div>
      )}
    </Section>
  );
}

function Told({
  title,
  says,
  none,
  figures,
  titles,
  query,
}: {
  title: string;
  says: string;
  none: string;
  figures: readonly Figure[];
  titles: HealthTitles;
  query: HealthQuery;
}): ReactElement {
  return (
    <div className="border-b border-line px-4 py-3 text-sm last:border-b-0">
      <h3 className="font-medium text-ink">{title}</h3>
      {figures.length === 0 ? (
        <p className="text-ink-2">{none}</p>
      ) : (
        <>
          <p className="max-w-prose text-ink-2">{says}</p>
          <ul className="pt-1.5">
            {figures.map((figure) => (
              <li key={figure.subject} className="flex justify-between gap-4 py-0.5">
                <span>{partTitle(titles, figure.subject)}</span>
                <Count figure={figure} query={query} of={partTitle(titles, figure.subject)} />
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}
