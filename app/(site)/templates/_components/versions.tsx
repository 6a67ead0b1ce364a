import Link from "next/link";
import type { ReactElement } from "react";
import { counted } from "@/components/templates/stage-track";
import { Section } from "@/components/ui/section";
import { type Reader, Time } from "@/components/ui/time";
import type { TemplateHistory } from "@/lib/releases/template-answers";

/** Versions of a template, the latest first, each with the way to what it changed. */
export function Versions({
  history: { key, versions },
  shown,
  uses,
  reader,
}: {
  history: TemplateHistory;
  shown: number;
  /** Releases by version. */
  uses: ReadonlyMap<number, number>;
  reader: Reader;
}): ReactElement {
  return (
    <Section title="Versions" flush>
      <ol className="max-h-[28rem] overflow-y-auto">
        {versions.map((each) => (
          <li
            key={each.version}
            className="flex flex-col gap-0.5 border-b border-line px-4 py-2 text-sm last:border-b-0"
          >
            <span className="flex flex-wrap items-baseline justify-between gap-x-3">
              <Link
                href={`/templates/${key}/versions/${each.version}`}
                prefetch={false}
                aria-current={each.version === shown ? "page" : undefined}
                className="tabular inline-flex min-h-6 items-center font-medium aria-[current=page]:text-accent"
              >
                Version {each.version}
              </Link>
              {versions.length > 1 && (
                <Link
                  href={`/templates/${key}/difference?${differenceOf(each.version, shown)}`}
                  prefetch={false}
                  aria-label={`What version ${each.version} differs in`}
                  className="inline-flex min-h-6 items-center link"
                >
                  {each.version === shown ? "What changed" : "Compare"}
                </Link>
              )}
            </span>
            <span className="text-xs text-ink-3">
              {each.publishedBy}, <Time at={Date.parse(each.publishedAt)} reader={reader} />
              {(uses.get(each.version) ?? 0) > 0 && ` · ${counted(uses.get(each.version) ?? 0, "release")}`}
            </span>
          </li>
        ))}
      </ol>
    </Section>
  );
}

/** A version beside the one that is shown; that one itself beside the one before. */
function differenceOf(version: number, shown: number): string {
  if (version === shown) return `from=${Math.max(1, version - 1)}&to=${version}`;
  return `from=${Math.min(version, shown)}&to=${Math.max(version, shown)}`;
}
