import type { ReactElement } from "react";
import { kindWords, partWords } from "@/components/gates/status";
import { Badge } from "@/components/ui/badge";
import { Disclosure } from "@/components/ui/disclosure";
import { Markdown } from "@/components/ui/markdown";
import { Section } from "@/components/ui/section";
import { span } from "@/components/ui/time";
import type {
  GateInWords,
  RequirementInWords,
  StageInWords,
  TemplateInWords,
} from "@/lib/releases/template-words";
import { exposureWords, StageTrack } from "./stage-track";
import { TemplateRights } from "./template-rights";

/** A template as its readers need it: stages, gates, what each asks, and who may decide. */
export function TemplateView({
  template,
  open = false,
}: {
  template: TemplateInWords;
  /** Guidance is shown at once. */
  open?: boolean;
}): ReactElement {
  return (
    <div className="flex flex-col gap-6">
      {template.description !== null && <Markdown text={template.description} />}
      <StageTrack stages={template.stages} />
      {template.stages.map((stage, index) => (
        <StageSection key={stage.key} stage={stage} number={index + 1} open={open} />
      ))}
      <TemplateRights template={template} />
    </div>
  );
}

function StageSection({
  stage,
  number,
  open,
}: {
  stage: StageInWords;
  number: number;
  open: boolean;
}): ReactElement {
  const id = `stage-${stage.key}`;
  return (
    <section id={id} aria-labelledby={`${id}-title`} className="flex scroll-mt-16 flex-col gap-3">
      <header>
        <h2 id={`${id}-title`} className="text-lg font-semibold">
          <span className="tabular font-normal text-ink-3">{number}. </span>
          {stage.title}
        </h2>
        <p className="flex flex-wrap gap-x-4 text-sm text-ink-3">
          {stage.inputs.length > 0 && <span>In: {stage.inputs.join(", ")}</span>}
          {stage.outputs.length > 0 && <span>Out: {stage.outputs.join(", ")}</span>}
          {stage.exposure.length > 0 && <span className="tabular">Exposure: {exposureWords(stage)}</span>}
        </p>
      </header>
      {stage.gates.length === 0 && <p className="text-sm text-ink-2">No gates.</p>}
      {stage.gates.map((gate) => (
        <GateCard key={gate.key} gate={gate} open={open} />
      ))}
    </section>
  );
}

function GateCard({ gate, open }: { gate: GateInWords; open: boolean }): ReactElement {
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
        {gate.purpose !== null && (
          <Disclosure summary="Why this gate exists" open={open}>
            <Markdown text={gate.purpose} className="text-sm" />
          </Disclosure>
        )}
      </div>
      <ul>
        {gate.requirements.map((requirement) => (
          <RequirementLine key={requirement.key} requirement={requirement} open={open} />
        ))}
        {gate.approval !== null && (
          <li className="border-b border-line px-4 py-2.5 text-sm last:border-b-0">
            <p className="flex flex-wrap items-baseline gap-x-2.5 gap-y-0.5">
              <span className="font-medium">Approval of the gate</span>
              <Badge>{kindWords.approval}</Badge>
            </p>
            <p className="text-ink-2">
              By {gate.approval.by}
              {gate.approval.when === "ready" ? ", once everything above is met." : ", at any time."}
            </p>
            <States states={gate.approval.states} />
          </li>
        )}
      </ul>
    </Section>
  );
}

function RequirementLine({
  requirement,
  open,
}: {
  requirement: RequirementInWords;
  open: boolean;
}): ReactElement {
  const facts = factsOf(requirement);
  return (
    <li className="border-b border-line px-4 py-2.5 text-sm last:border-b-0">
      <p className="flex flex-wrap items-baseline gap-x-2.5 gap-y-0.5">
        <span className="font-medium">{requirement.title}</span>
        <Badge>{kindWords[requirement.kind]}</Badge>
      </p>
      <p className="text-ink-2">{requirement.asks}</p>
      <States states={requirement.states} />
      {facts.length > 0 && <p className="text-xs text-ink-3 first-letter:uppercase">{facts.join(" · ")}</p>}
      {requirement.guidance !== null && (
        <Disclosure summary="What to look at" open={open}>
          <Markdown text={requirement.guidance} className="text-sm" />
        </Disclosure>
      )}
    </li>
  );
}

function States({ states }: { states: RequirementInWords["states"] }): ReactElement[] {
  return states.map(({ who, meaning }) => (
    <p key={`${who}${meaning}`} className="text-xs text-ink-3">
      {who} states: “{meaning}”
    </p>
  ));
}

function factsOf({
  dependsOn,
  validForMs,
  whenTier,
  whenChanged,
  due,
  controls,
}: RequirementInWords): string[] {
  const facts = [
    dependsOn === null ? null : `depends on ${dependsOn.map(partWords).join(", ")}`,
    validForMs === null ? null : `valid for ${span(validForMs)}`,
    whenTier.length === 0 ? null : `only for tier ${whenTier.join(", ")}`,
    whenChanged.length === 0 ? null : `only where ${whenChanged.map(partWords).join(" or ")} changed`,
    due === null ? null : dueWords(due),
    controls.length === 0 ? null : controls.join(", "),
  ];
  return facts.filter((each) => each !== null);
}

function dueWords({ before, byMs }: NonNullable<RequirementInWords["due"]>): string {
  const end = before === "target" ? "the target date" : "the day on which the stage is to be left";
  return byMs === 0 ? `due by ${end}` : `due ${span(byMs)} before ${end}`;
}
