import type { ReactElement } from "react";
import { Badge, Mark } from "@/components/ui/badge";
import { cx } from "@/components/ui/cx";
import { textDifference } from "@/lib/bundles/text-difference";
import type { TemplateChangeAnswer } from "@/lib/releases/template-answers";
import { isProse, placeWords, valueWords } from "./change-words";

const changeTone = { added: "good", removed: "stop", changed: "aged", reordered: "idle" } as const;

/** How many changes tighten and how many loosen, in a sentence. */
export function effectWords(changes: readonly TemplateChangeAnswer[]): string {
  const tighter = changes.filter(({ effect }) => effect === "tightening").length;
  const total = changes.length;
  if (total === 0) return "They ask for the same.";
  return `${total} ${total === 1 ? "change" : "changes"}: ${tighter} tightening, ${total - tighter} loosening.`;
}

/** What differs between two versions, place by place, each with its effect and why. */
export function TemplateChanges({ changes }: { changes: readonly TemplateChangeAnswer[] }): ReactElement {
  return (
    <ul>
      {changes.map((change) => (
        <li
          key={`${change.path}${change.change}`}
          className="flex flex-col gap-1 border-b border-line px-4 py-2.5 text-sm last:border-b-0"
        >
          <p className="flex flex-wrap items-baseline gap-x-2 gap-y-0.5">
            <Badge tone={changeTone[change.change]}>{change.change}</Badge>
            <span className="font-medium wrap-anywhere" title={change.path}>
              {placeWords(change.path)}
            </span>
          </p>
          <p className="flex flex-wrap items-baseline gap-x-2">
            <Mark
              tone={change.effect === "loosening" ? "work" : "good"}
              shape={change.effect === "loosening" ? "triangle" : "check-disc"}
            >
              {change.effect}
            </Mark>
            <span className="text-xs text-ink-3">{change.why}</span>
          </p>
          <Values change={change} />
        </li>
      ))}
    </ul>
  );
}

function Values({
  change: { change, before, after },
}: {
  change: TemplateChangeAnswer;
}): ReactElement | null {
  if (isProse(before, after)) return <Lines before={String(before)} after={String(after)} />;
  return (
    <p className="text-ink-2 wrap-anywhere">
      {change !== "added" && (
        <del className={cx(change === "changed" ? "text-ink-3" : "text-ink-2")}>{valueWords(before)}</del>
      )}
      {(change === "changed" || change === "reordered") && " → "}
      {change !== "removed" && <ins className="no-underline">{valueWords(after)}</ins>}
    </p>
  );
}

/** Lines around a change that are shown with it. */
const around = 1;
const signs = { same: " ", removed: "−", added: "+" } as const;

function Lines({ before, after }: { before: string; after: string }): ReactElement {
  const { lines } = textDifference(before, after);
  const differs = lines.map(({ change }) => change !== "same");
  const near = (index: number) =>
    differs.slice(Math.max(0, index - around), index + around + 1).includes(true);
  return (
    <div className="overflow-hidden rounded-md border border-line font-mono text-xs">
      {lines.map((line, index) =>
        near(index) ? (
          <p
            // oxlint-disable-next-line react/no-array-index-key -- a line has no key but its place
            key={index}
            className={cx(
              "flex gap-2 px-2 py-px whitespace-pre-wrap wrap-anywhere",
              line.change === "removed" && "bg-stop-soft",
              line.change === "added" && "bg-good-soft",
              line.change === "same" && "text-ink-3",
            )}
          >
            <span aria-hidden className="select-none">
              {signs[line.change]}
            </span>
            {line.change === "removed" && <span className="unseen">removed: </span>}
            {line.change === "added" && <span className="unseen">added: </span>}
            <span className="min-w-0">{line.text}</span>
          </p>
        ) : null,
      )}
    </div>
  );
}
