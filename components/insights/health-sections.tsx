import type { ReactElement } from "react";
import { Bars } from "@/components/charts/bars";
import { Section } from "@/components/ui/section";
import { Table, Td, Th } from "@/components/ui/table";
import { type Health, monthBars } from "@/lib/insights/health-model";
import type { Figure, HealthAnswer, HealthQuery } from "@/lib/insights/schemas";
import { detailTitle, type HealthTitles, partTitle, subjectTitle } from "@/lib/insights/titles";
import { countWords, gapWords, shareWords } from "@/lib/insights/words";
import { Count, Tile, Times } from "./figures";

export interface Shown {
  answer: HealthAnswer;
  health: Health;
  titles: HealthTitles;
  query: HealthQuery;
}

const tiles = "grid grid-cols-2 gap-x-6 gap-y-4 px-4 py-3 sm:grid-cols-4";
const note = "px-4 py-3 text-sm text-ink-2";

/** How long it takes until the gates are ready. */
export function Readiness({ answer, health, titles, query }: Shown): ReactElement {
  const stages = health.bySubject("stage-readiness");
  const bars = monthBars(answer, "readiness", "median");
  const told = bars.filter(({ value }) => value !== null).length;
  return (
    <Section title="Readiness" flush>
      <dl className={tiles}>
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
            head={["Stage"]}
            query={query}
            rows={stages.map((figure) => ({ figure, name: partTitle(titles, figure.subject) }))}
          />
        </div>
      )}
    </Section>
  );
}

/** For whom decisions wait. */
export function Waits({ health, titles, query }: Shown): ReactElement {
  const pairs = health.pairs("wait");
  return (
    <Section title="Waiting for a decision" flush>
      <p className={note}>
        From when a requirement was first asked of a role to its decision. The clock stands still while work
        was asked for and the other side has the ball.
      </p>
      {pairs.length > 0 && (
        <>
          <Times
            label="Wait by role"
            head={["Role"]}
            query={query}
            rows={health
              .bySubject("wait")
              .map((figure) => ({ figure, name: subjectTitle(titles, "wait", figure.subject) }))}
          />
          <Times
            label="Wait by role and gate"
            head={["Role", "Gate"]}
            query={query}
            rows={pairs.map((figure) => ({
              figure,
              name: subjectTitle(titles, "wait", figure.subject),
              beside: partTitle(titles, figure.detail),
            }))}
          />
        </>
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
                <Th className="text-right">Gone stale</Th>
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
          head={["Phase"]}
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
                <Th className="text-right">Reached users</Th>
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
