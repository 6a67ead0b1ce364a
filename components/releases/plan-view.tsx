import type { ReactElement, ReactNode } from "react";
import { Markdown } from "@/components/ui/markdown";
import { Fact, Facts } from "@/components/ui/facts";
import { Section } from "@/components/ui/section";
import { Table, Td, Th } from "@/components/ui/table";
import type { Plan } from "@/lib/releases/plan-schema";

/** The plan, part by part; what is not written says so. */
export function PlanView({ plan }: { plan: Plan }): ReactElement {
  const { objective, risk, alternatives } = plan;
  const impact = plan["impact-analysis"];
  return (
    <div className="flex flex-col gap-4">
      <Part
        title="Objective"
        empty={objective === undefined}
        missing="which problem the release solves, by which measures it counts as a success, and which risk is acceptable"
      >
        <Facts>
          <Fact name="Problem">{text(objective?.problem)}</Fact>
          <Fact name="Success metrics">
            {(objective?.successMetrics ?? []).length === 0 ? (
              <Unsaid />
            ) : (
              <ul className="list-disc pl-4 text-ink-2 marker:text-ink-3">
                {objective?.successMetrics?.map((metric) => (
                  <li key={metric}>{metric}</li>
                ))}
              </ul>
            )}
          </Fact>
          <Fact name="Acceptable risk">{text(objective?.acceptableRisk)}</Fact>
        </Facts>
      </Part>
      <Part title="User impact" empty={plan["user-impact"] === undefined} missing="what users will notice">
        {text(plan["user-impact"])}
      </Part>
      <Part
        title="Performance"
        empty={plan.performance === undefined}
        missing="which performance is expected"
      >
        {text(plan.performance)}
      </Part>
      <Part title="Risks" empty={(risk ?? []).length === 0} missing="which risks were weighed" flush>
        <Risks risks={risk ?? []} />
      </Part>
      <Part title="Impact analysis" empty={impact === undefined} missing="whom the change affects and how">
        <div className="flex flex-col gap-3">
          {text(impact?.text)}
          <Facts>
            <Fact name="Substantial modification">
              {impact?.substantialModification === undefined ? (
                <Unsaid />
              ) : (
                <strong className="font-medium capitalize">{impact.substantialModification.answer}</strong>
              )}
              {impact?.substantialModification?.reason !== undefined && (
                <Markdown text={impact.substantialModification.reason} className="text-sm" />
              )}
            </Fact>
          </Facts>
        </div>
      </Part>
      <Part title="Rollout" empty={plan.rollout === undefined} missing="in which steps it reaches users">
        {text(plan.rollout)}
      </Part>
      <Part
        title="Alternatives"
        empty={(alternatives ?? []).length === 0}
        missing="what is done instead if an assumption fails"
        flush
      >
        <Table label="What is done instead">
          <thead>
            <tr>
              <Th>If this does not hold</Th>
              <Th>Seen by</Th>
              <Th>We do instead</Th>
            </tr>
          </thead>
          <tbody>
            {(alternatives ?? []).map((each) => (
              <tr key={each.assumption}>
                <Td className="min-w-48">{each.assumption}</Td>
                <Td className="min-w-40 text-ink-2">{each.signal ?? "–"}</Td>
                <Td className="min-w-48 text-ink-2">{each.instead ?? "–"}</Td>
              </tr>
            ))}
          </tbody>
        </Table>
      </Part>
    </div>
  );
}

function Risks({ risks }: { risks: NonNullable<Plan["risk"]> }): ReactElement {
  return (
    <Table label="Every risk that was weighed">
      <thead>
        <tr>
          <Th>Risk</Th>
          <Th>Likelihood</Th>
          <Th>Impact</Th>
          <Th>Mitigation</Th>
          <Th>Remains</Th>
          <Th>Accepted by</Th>
        </tr>
      </thead>
      <tbody>
        {risks.map((each) => (
          <tr key={each.risk}>
            <Td className="min-w-56">{each.risk}</Td>
            <Td>{each.likelihood ?? "–"}</Td>
            <Td>{each.impact ?? "–"}</Td>
            <Td className="min-w-56 text-ink-2">{each.mitigation ?? "–"}</Td>
            <Td>{each.residual ?? "–"}</Td>
            <Td className="whitespace-nowrap">{each.acceptedBy ?? "–"}</Td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

function Part({
  title,
  empty,
  missing,
  flush = false,
  children,
}: {
  title: string;
  empty: boolean;
  missing: string;
  flush?: boolean;
  children: ReactNode;
}): ReactElement {
  return (
    <Section title={title} level={3} flush={flush && !empty}>
      {empty ? <p className="text-sm text-ink-2">The plan does not say {missing}.</p> : children}
    </Section>
  );
}

function text(value: string | undefined): ReactElement {
  return value === undefined ? <Unsaid /> : <Markdown text={value} />;
}

function Unsaid(): ReactElement {
  return <span className="text-ink-3">not said</span>;
}
