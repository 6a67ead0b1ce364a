import type { ReactElement } from "react";
import { Together } from "@/components/people/together";
import { effectWords, TemplateChanges } from "@/components/templates/template-changes";
import { ActForm } from "@/components/ui/act-form";
import { Mark } from "@/components/ui/badge";
import { LinkButton } from "@/components/ui/button";
import { Textarea } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import type { Act } from "@/components/ui/outcome";
import { Section } from "@/components/ui/section";
import { Why } from "@/components/ui/why";
import type { Ability } from "@/lib/policy/ability";
import type { MigrationAnswer } from "@/lib/releases/answers";

interface Props {
  slug: string;
  migration: MigrationAnswer;
  ability: Ability;
  act: Act;
}

/** What moving a release would change, what would have to be signed anew, who has to agree, and the act. */
export function Migration({ slug, migration, ability, act }: Props): ReactElement {
  const { template, rights, changes, rightsChanges } = migration;
  const { from, to } = template;
  const versions = Array.from({ length: template.latest }, (_none, n) => template.latest - n);
  const withRights = rights === null ? "" : "&rights=current";
  return (
    <div className="grid gap-4 lg:grid-cols-[minmax(0,1fr)_22rem] lg:items-start">
      <div className="flex min-w-0 flex-col gap-4">
        <Section
          title={from === to ? `Template: stays version ${from}` : `Template: version ${from} → ${to}`}
          flush
        >
          <p className="px-4 py-2.5 text-sm text-ink-2">{effectWords(changes)}</p>
          {changes.length > 0 && <TemplateChanges changes={changes} />}
        </Section>
        {rights !== null && (
          <Section title={`Organisation's rights: version ${rights.from} → ${rights.to}`} flush>
            <RightsChanges changes={rightsChanges} />
          </Section>
        )}
        <Section title="What would stand otherwise" flush>
          <AffectedList affected={migration.affected} />
        </Section>
      </div>
      <div className="flex min-w-0 flex-col gap-4">
        <Section title="Move">
          <MoveForm slug={slug} migration={migration} ability={ability} act={act} />
        </Section>
        <Section title="Compare with">
          <div className="flex flex-wrap gap-1.5">
            {versions
              .slice(0, 12)
              .filter((version) => version !== to && version !== from)
              .map((version) => (
                <LinkButton
                  key={version}
                  size="sm"
                  href={`/releases/${slug}/move?version=${version}${withRights}`}
                  prefetch={false}
                >
                  Version {version}
                </LinkButton>
              ))}
            <LinkButton
              size="sm"
              href={`/releases/${slug}/move?version=${to}${rights === null ? "&rights=current" : ""}`}
              prefetch={false}
            >
              {rights === null ? "The rights in force as well" : "The template alone"}
            </LinkButton>
          </div>
          <p className="pt-2 text-sm text-ink-2">
            Criteria and rollback plan of the release stay as they are; they are changed on its plan.
          </p>
        </Section>
      </div>
    </div>
  );
}

function MoveForm({ slug, migration, ability, act }: Props): ReactElement {
  const { refusal, unfilled, template, rights } = migration;
  if (!ability.allowed) return <Why label="Move the release" full {...ability} />;
  if (refusal !== null) return <Notice tone="work">{refusal}</Notice>;
  if (unfilled.length > 0) {
    return (
      <Notice tone="work" title="Somebody has to be given a role first">
        <ul className="flex flex-col gap-1">
          {unfilled.map((message) => (
            <li key={message}>{message}</li>
          ))}
        </ul>
      </Notice>
    );
  }
  return (
    <ActForm act={act} submit="Move the release" busy="Moving it…">
      <input type="hidden" name="release" value={slug} />
      <input type="hidden" name="templateVersion" value={template.to} />
      {rights !== null && <input type="hidden" name="rightsVersion" value="current" />}
      <Together ability={ability} />
      <Textarea label="Reason" name="reason" required rows={3} maxLength={4_000} />
    </ActForm>
  );
}

function RightsChanges({ changes }: { changes: MigrationAnswer["rightsChanges"] }): ReactElement {
  if (changes.length === 0)
    return <p className="px-4 py-2.5 text-sm text-ink-2">The rights in force ask for the same.</p>;
  return (
    <ul>
      {changes.map(({ words, loosens }) => (
        <li key={words} className="border-b border-line px-4 py-2.5 text-sm last:border-b-0">
          <Mark tone={loosens ? "work" : "good"} shape={loosens ? "triangle" : "check-disc"}>
            {loosens ? "loosening" : "tightening"}
          </Mark>
          <p className="wrap-anywhere">{words}</p>
        </li>
      ))}
    </ul>
  );
}

function AffectedList({ affected }: { affected: MigrationAnswer["affected"] }): ReactElement {
  if (affected.length === 0)
    return <p className="px-4 py-2.5 text-sm text-ink-2">Nothing: what was signed stays signed.</p>;
  return (
    <ul>
      {affected.map(({ gate, requirement, title, before, after }) => (
        <li
          key={`${gate}/${requirement ?? ""}`}
          className="flex flex-wrap items-baseline justify-between gap-x-3 border-b border-line px-4 py-2.5 text-sm last:border-b-0"
        >
          <span className="min-w-0 wrap-anywhere">
            {title} <span className="text-xs text-ink-3">{gate.replaceAll("-", " ")}</span>
          </span>
          <span className="text-ink-2">
            {before ?? "not asked"} → {after === null ? "no longer asked" : after}
          </span>
        </li>
      ))}
    </ul>
  );
}
