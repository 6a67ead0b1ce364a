import type { Metadata } from "next";
import type { ReactElement } from "react";
import { ActForm } from "@/components/ui/act-form";
import { LinkButton } from "@/components/ui/button";
import { Disclosure } from "@/components/ui/disclosure";
import { Markdown } from "@/components/ui/markdown";
import { Section } from "@/components/ui/section";
import { Why } from "@/components/ui/why";
import { kernel } from "@/lib/platform/app";
import type { Verdict } from "@/lib/policy/model";
import { canInOrganisation, loadOrganisation } from "@/lib/policy/queries";
import { readShippedTemplates, type ShippedTemplate } from "@/lib/setup/shipped";
import { SetupFrame } from "../_components/frame";
import { requireStep } from "../_lib/step";
import { publishShipped } from "./actions";

export const metadata: Metadata = { title: "Set up the first template" };

export default async function TemplatePage(): Promise<ReactElement> {
  const { actor, facts } = await requireStep("template");
  const { db, clock } = kernel();
  const organisation = await loadOrganisation(db.prisma, clock.now());
  const shipped = await readShippedTemplates(organisation.rights?.rows ?? []);
  const may = canInOrganisation(organisation, actor, "template.publish", { loosening: false });
  return (
    <SetupFrame
      step="template"
      facts={facts}
      title="What a release has to pass"
      lead="A template says it: stages, the gates at the end of each, and what each gate asks for. Publish the one that fits your next release; the others, and versions of your own, can follow under Templates."
    >
      {shipped.map((each) => (
        <Shipped key={each.name} shipped={each} may={may} />
      ))}
      {(facts.templates > 0 || !may.allowed) && (
        <div className="flex flex-wrap items-center gap-3">
          <LinkButton href="/setup/done">
            {facts.templates > 0 ? "Go on without another" : "Leave it to them"}
          </LinkButton>
        </div>
      )}
    </SetupFrame>
  );
}

function Shipped({ shipped, may }: { shipped: ShippedTemplate; may: Verdict }): ReactElement {
  const { template } = shipped.read;
  const gates = template.stages.flatMap((stage) => stage.gates);
  const requirements = gates.reduce((sum, gate) => sum + gate.requirements.length, 0);
  return (
    <Section
      title={template.title}
      aside={`${template.stages.length} stages · ${gates.length} gates · ${requirements} requirements`}
    >
      <div className="flex flex-col gap-3">
        {template.description !== null && (
          <Markdown text={template.description.split("\n\n")[0] ?? ""} className="text-sm" />
        )}
        <ol className="flex flex-col gap-1 text-sm">
          {template.stages.map((stage, index) => (
            <li key={stage.key} className="min-w-0">
              <span className="tabular text-ink-3">{index + 1}. </span>
              <span className="font-medium">{stage.title}</span>
              <span className="text-ink-2">
                {stage.gates.length === 0
                  ? ": no gate"
                  : `: ${stage.gates.map((gate) => gate.title).join(", ")}`}
              </span>
            </li>
          ))}
        </ol>
        <Disclosure summary="What each gate is for">
          <dl className="flex flex-col gap-2 text-sm">
            {gates.map((gate) => (
              <div key={gate.key}>
                <dt className="font-medium">{gate.title}</dt>
                <dd className="max-w-prose text-ink-2">{gate.objective}</dd>
              </div>
            ))}
          </dl>
        </Disclosure>
        {may.allowed ? (
          <ActForm act={publishShipped} submit={`Publish “${template.title}”`}>
            <input type="hidden" name="name" value={shipped.name} />
          </ActForm>
        ) : (
          <Why label={`Publish “${template.title}”`} reason={may.reason} whoMay={may.whoMay} full />
        )}
      </div>
    </Section>
  );
}
