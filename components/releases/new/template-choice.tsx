import Link from "next/link";
import type { ReactElement } from "react";
import { cx } from "@/components/ui/cx";
import { Disclosure } from "@/components/ui/disclosure";
import { Markdown } from "@/components/ui/markdown";
import type { ChosenTemplate, TemplateChoice } from "@/lib/releases/new-release-model";

/** Which template and version, and what it will ask; the choice stands in the address. */
export function TemplateChoice({
  templates,
  template,
}: {
  templates: readonly TemplateChoice[];
  template: ChosenTemplate;
}): ReactElement {
  const versions = templates.find(({ key }) => key === template.key)?.versions ?? [];
  const gates = template.stages.reduce((sum, stage) => sum + stage.gates.length, 0);
  return (
    <div className="flex flex-col gap-3">
      <nav aria-label="Template" className="flex flex-wrap gap-1.5">
        {templates.map(({ key, title }) => (
          <Choice key={key} href={addressOf(key)} isChosen={key === template.key}>
            {title}
          </Choice>
        ))}
      </nav>
      {versions.length > 1 && (
        <nav aria-label="Version" className="flex flex-wrap items-center gap-1.5 text-sm">
          <span className="text-ink-3">Version</span>
          {versions.map((version, index) => (
            <Choice
              key={version}
              href={addressOf(template.key, version)}
              isChosen={version === template.version}
              isSmall
            >
              {index === 0 ? `${version}, the newest` : String(version)}
            </Choice>
          ))}
        </nav>
      )}
      {template.description !== null && (
        <div className="max-w-prose text-sm text-ink-2">
          <Markdown text={template.description} />
        </div>
      )}
      <Disclosure
        summary={`${template.stages.length} stages, ${gates} gates: ${template.stages.map(({ title }) => title).join(" → ")}`}
      >
        <ol className="grid gap-x-6 gap-y-2 text-sm sm:grid-cols-2">
          {template.stages.map((stage, index) => (
            <li key={stage.key} className="min-w-0">
              <p className="font-medium">
                <span className="tabular text-ink-3">{index + 1}.</span> {stage.title}
              </p>
              {stage.gates.length === 0 ? (
                <p className="text-ink-3">no gates</p>
              ) : (
                <ul className="list-disc pl-8 text-ink-2 marker:text-ink-3">
                  {stage.gates.map((gate) => (
                    <li key={gate.key} title={gate.objective}>
                      {gate.title}
                    </li>
                  ))}
                </ul>
              )}
            </li>
          ))}
        </ol>
        <p className="pt-2 text-sm">
          <Link
            href={`/templates/${template.key}?version=${template.version}`}
            prefetch={false}
            className="link"
          >
            Everything that it asks, and who may decide
          </Link>
        </p>
      </Disclosure>
    </div>
  );
}

function addressOf(key: string, version?: number): string {
  return `/releases/new?template=${key}${version === undefined ? "" : `&version=${version}`}`;
}

function Choice({
  href,
  isChosen,
  isSmall = false,
  children,
}: {
  href: string;
  isChosen: boolean;
  isSmall?: boolean;
  children: string;
}): ReactElement {
  return (
    <Link
      href={href}
      replace
      scroll={false}
      prefetch={false}
      aria-current={isChosen ? "true" : undefined}
      className={cx(
        "inline-flex items-center rounded-md border px-2.5 text-sm wrap-anywhere",
        isSmall ? "min-h-7 pointer-coarse:min-h-10" : "min-h-8 font-medium pointer-coarse:min-h-10",
        isChosen
          ? "border-accent bg-accent-soft text-ink"
          : "border-line-strong text-ink-2 hover:bg-hover hover:text-ink",
      )}
    >
      {children}
    </Link>
  );
}
