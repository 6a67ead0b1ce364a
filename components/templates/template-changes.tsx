import type { ReactElement } from "react";
import { Badge } from "@/components/ui/badge";
import { Section } from "@/components/ui/section";
import type { TemplateDifference } from "@/lib/releases/template-answers";

const tone = { added: "good", removed: "stop", changed: "aged", reordered: "idle" } as const;

/** What differs between two versions, place by place. */
export function TemplateChanges({ difference }: { difference: TemplateDifference }): ReactElement {
  return (
    <Section
      title={`From version ${difference.from} to ${difference.to}`}
      aside={`${difference.changes.length} ${difference.changes.length === 1 ? "change" : "changes"}`}
      flush
    >
      {difference.changes.length === 0 && (
        <p className="px-4 py-3 text-sm text-ink-2">They ask for the same.</p>
      )}
      <ul>
        {difference.changes.map((change) => (
          <li
            key={`${change.path}${change.change}`}
            className="border-b border-line px-4 py-2 text-sm last:border-b-0"
          >
            <p className="flex flex-wrap items-baseline gap-x-2 gap-y-0.5">
              <Badge tone={tone[change.change]}>{change.change}</Badge>
              <span className="text-ink-3">{change.area}</span>
              <code className="font-mono text-xs [overflow-wrap:anywhere]">{change.path}</code>
            </p>
            {change.change === "changed" && (
              <p className="pt-0.5 [overflow-wrap:anywhere]">
                <del className="text-ink-3">{shortly(change.before)}</del> →{" "}
                <ins className="no-underline">{shortly(change.after)}</ins>
              </p>
            )}
          </li>
        ))}
      </ul>
    </Section>
  );
}

function shortly(value: unknown): string {
  if (value === undefined) return "not there";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > 300 ? `${text.slice(0, 297)}…` : text;
}
