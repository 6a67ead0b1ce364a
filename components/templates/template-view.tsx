import type { ReactElement } from "react";
import { kindWords, partWords, roleWords } from "@/components/gates/status";
import { Badge } from "@/components/ui/badge";
import { Disclosure } from "@/components/ui/disclosure";
import { Markdown } from "@/components/ui/markdown";
import { Section } from "@/components/ui/section";
import { Table, Td, Th } from "@/components/ui/table";
import { span } from "@/components/ui/time";
import type { Gate, Requirement } from "@/lib/gates/model";
import { decisionWords } from "@/lib/policy/decision-words";
import type { Template } from "@/lib/releases/template-parse";
import { conditionWords, slotsWords, slotWords } from "@/lib/policy/row-words";

/** A template as its readers need it: stages, gates, what each asks, and who may decide. */
export function TemplateView({ template }: { template: Template }): ReactElement {
  return (
    <div className="flex flex-col gap-6">
      {template.description !== null && <Markdown text={template.description} />}
      {template.stages.map((stage, index) => (
        <section key={stage.key} aria-labelledby={`stage-${stage.key}`} className="flex flex-col gap-3">
          <header>
            <h2 id={`stage-${stage.key}`} className="text-lg font-semibold">
              <span className="tabular font-normal text-ink-3">{index + 1}. </span>
              {stage.title}
            </h2>
            <p className="flex flex-wrap gap-x-4 text-sm text-ink-3">
              {stage.inputs.length > 0 && <span>In: {stage.inputs.join(", ")}</span>}
              {stage.outputs.length > 0 && <span>Out: {stage.outputs.join(", ")}</span>}
              {stage.exposure.length > 0 && (
                <span className="tabular">
                  Exposure:{" "}
                  {stage.exposure
                    .map(({ percent, soakMs }) => `${percent} % for ${span(soakMs)}`)
                    .join(", then ")}
                </span>
              )}
            </p>
          </header>
          {stage.gates.length === 0 && <p className="text-sm text-ink-2">No gates.</p>}
          {stage.gates.map((gate) => (
            <GateCard key={gate.key} gate={gate} />
          ))}
        </section>
      ))}
      <Rights template={template} />
    </div>
  );
}

function GateCard({ gate }: { gate: Gate }): ReactElement {
  return (
    <Section
      id={`gate-${gate.key}`}
      title={gate.title}
      level={3}
      flush
      aside={gate.earlySignOff ? undefined : "signed only once its stage has begun"}
    >
      <div className="border-b border-line px-4 py-2.5 text-sm">
        <p className="max-w-prose text-ink-2">{gate.objective}</p>
        {gate.purpose !== undefined && (
          <Disclosure summary="Why this gate exists">
            <Markdown text={gate.purpose} className="text-sm" />
          </Disclosure>
        )}
      </div>
      <ul>
        {gate.requirements.map((requirement) => (
          <RequirementLine key={requirement.key} requirement={requirement} />
        ))}
        {gate.approval !== undefined && (
          <li className="border-b border-line px-4 py-2.5 text-sm last:border-b-0">
            <p className="font-medium">Approval of the gate</p>
            <p className="text-ink-2">
              By {slotsWords(gate.approval.slots)}
              {gate.approval.when === "ready" ? ", once everything above is met." : ", at any time."}
            </p>
          </li>
        )}
      </ul>
    </Section>
  );
}

function RequirementLine({ requirement }: { requirement: Requirement }): ReactElement {
  const { dependsOn, validForMs, when, controls } = requirement;
  const facts = [
    dependsOn === undefined ? null : `depends on ${dependsOn.map(partWords).join(", ")}`,
    validForMs === undefined ? null : `valid for ${span(validForMs)}`,
    when?.tier === undefined ? null : `only for tier ${when.tier.join(", ")}`,
    when?.changed === undefined ? null : `only where ${when.changed.map(partWords).join(" or ")} changed`,
    controls === undefined || controls.length === 0 ? null : controls.join(", "),
  ].filter((each) => each !== null);
  return (
    <li className="border-b border-line px-4 py-2.5 text-sm last:border-b-0">
      <p className="flex flex-wrap items-baseline gap-x-2.5 gap-y-0.5">
        <span className="font-medium">{requirement.title ?? requirement.key}</span>
        <Badge>{kindWords[requirement.kind]}</Badge>
      </p>
      <p className="text-ink-2">{askWords(requirement)}</p>
      {requirement.kind === "item" &&
        requirement.slots.map(
          (slot) =>
            slot.meaning !== undefined && (
              <p key={slot.meaning} className="text-xs text-ink-3">
                {slotWords(slot)} states: “{slot.meaning}”
              </p>
            ),
        )}
      {facts.length > 0 && <p className="text-xs text-ink-3 first-letter:uppercase">{facts.join(" · ")}</p>}
      {requirement.guidance !== undefined && (
        <Disclosure summary="Guidance">
          <Markdown text={requirement.guidance} className="text-sm" />
        </Disclosure>
      )}
    </li>
  );
}

function askWords(requirement: Requirement): string {
  switch (requirement.kind) {
    case "item":
      return `Signed by ${slotsWords(requirement.slots)}.`;
    case "check":
      return `The check ${requirement.check} has passed for the candidate.`;
    case "acknowledgement":
      return `Acknowledged by ${requirement.roles.map(roleWords).join(", ")}.`;
    case "bundle":
      return `The bundle holds ${requirement.kinds.map((kind) => kind.replaceAll("-", " ")).join(", ")}${requirement.verified === true ? ", verified" : ""}.`;
    case "dependency":
      return `${requirement.component ?? requirement.release ?? "Another release"} has reached ${requirement.stage}.`;
    case "criterion":
      return `The criterion ${requirement.criterion} is met under exposure.`;
    case "soak":
      return `${span(requirement.durationMs)} at ${requirement.percent} % or more.`;
    case "drill":
      return "A recent drill of the rollback plan has passed.";
    case "review":
      return "A readiness review ended in go.";
  }
}

function Rights({ template }: { template: Template }): ReactElement {
  return (
    <Section title="Who may decide" aside="the organisation's own table applies beside it" flush>
      <Table label="Decision rights">
        <thead>
          <tr>
            <Th>Decision</Th>
            <Th>By</Th>
            <Th>When</Th>
          </tr>
        </thead>
        <tbody>
          {template.rights.map((row, index) => (
            <tr key={`${row.decision}${index}`}>
              <Td className="min-w-44">
                <span className="font-medium">{decisionWords(row.decision)}</span>
                <code className="block font-mono text-xs text-ink-3">{row.decision}</code>
              </Td>
              <Td className="min-w-52">{slotsWords(row.slots)}</Td>
              <Td className="min-w-36 text-ink-2">{conditionWords(row) ?? "always"}</Td>
            </tr>
          ))}
        </tbody>
      </Table>
      {template.rights.length === 0 && (
        <p className="px-4 py-3 text-sm text-ink-2">
          The template brings no rows: the organisation&apos;s table decides.
        </p>
      )}
    </Section>
  );
}
