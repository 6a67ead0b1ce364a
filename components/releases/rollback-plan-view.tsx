import type { ReactElement } from "react";
import { Badge } from "@/components/ui/badge";
import { Fact, Facts } from "@/components/ui/facts";
import { Markdown } from "@/components/ui/markdown";
import { Section } from "@/components/ui/section";
import { Table, Td, Th } from "@/components/ui/table";
import type { RollbackPlan } from "@/lib/rollbacks/schemas";

const severities = ["sev1", "sev2", "sev3", "sev4"] as const;
const silence = { execute: "is executed", escalate: "is escalated", nothing: "nothing happens" } as const;

/** When and how the release goes back, as everybody involved acknowledges it. */
export function RollbackPlanView({ plan }: { plan: RollbackPlan }): ReactElement {
  const { target, objectives } = plan;
  const flags = Object.entries(target.flags);
  return (
    <div className="flex flex-col gap-4">
      <Section title="Where it goes back to" level={3}>
        <Facts>
          <Fact name="Target">
            {typeof target.bundle === "string"
              ? target.bundle
              : Object.entries(target.bundle)
                  .map(([key, digest]) => `${key} ${digest.slice(0, 17)}`)
                  .join(", ")}
          </Fact>
          {target.validFor !== undefined && <Fact name="Verified for">{target.validFor}</Fact>}
          <Fact name="Exposure">
            <span className="tabular">{target.exposurePercent} %</span>
          </Fact>
          {flags.length > 0 && (
            <Fact name="Flags">{flags.map(([flag, on]) => `${flag} ${on ? "on" : "off"}`).join(", ")}</Fact>
          )}
          {target.dataSnapshot !== null && <Fact name="Data">{target.dataSnapshot}</Fact>}
          {plan.baselineWarmUntil !== undefined && (
            <Fact name="Baseline warm for">{plan.baselineWarmUntil}</Fact>
          )}
          <Fact name="Times">
            <span className="tabular">
              detect {objectives.detect}, decide {objectives.decide}, execute {objectives.execute}, stable{" "}
              {objectives.stable}
            </span>
          </Fact>
        </Facts>
      </Section>
      <Section title="How severe, and how long to decide" level={3} flush>
        <Table label="Severities">
          <thead>
            <tr>
              <Th>Severity</Th>
              <Th>Means</Th>
              <Th>Decide within</Th>
              <Th>On silence</Th>
            </tr>
          </thead>
          <tbody>
            {severities.map((severity) => (
              <tr key={severity}>
                <Td className="font-medium">{severity}</Td>
                <Td className="min-w-56">{plan.severities[severity].means}</Td>
                <Td>{plan.severities[severity].decideWithin}</Td>
                <Td className="whitespace-nowrap">{silence[plan.severities[severity].onSilence]}</Td>
              </tr>
            ))}
          </tbody>
        </Table>
      </Section>
      <Section title="Steps" level={3} flush>
        <ol>
          {plan.steps.map((step, index) => (
            <li
              key={step.key}
              className="flex gap-3 border-b border-line px-4 py-2.5 text-sm last:border-b-0"
            >
              <span className="tabular w-5 shrink-0 text-right text-ink-3">{index + 1}</span>
              <div className="min-w-0">
                <p className="flex flex-wrap items-center gap-x-2 gap-y-0.5">
                  <span className="font-medium">{step.title ?? step.key}</span>
                  <span className="text-ink-3">{step.kind.replaceAll("-", " ")}</span>
                  <Badge tone={step.reversible ? "idle" : "work"}>
                    {step.reversible ? "reversible" : "irreversible"}
                  </Badge>
                </p>
                <p className="text-ink-2">
                  By {step.executor.type === "manual" ? "hand" : step.executor.type}, within {step.timeLimit};
                  on failure {step.onFailure.replaceAll("-", " ")}.
                </p>
              </div>
            </li>
          ))}
        </ol>
      </Section>
      {plan.runbook !== undefined && (
        <Section title="Runbook" level={3}>
          <Markdown text={plan.runbook} />
        </Section>
      )}
    </div>
  );
}
