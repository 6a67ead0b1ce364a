import type { ReactElement } from "react";
import { Badge } from "@/components/ui/badge";
import { Empty } from "@/components/ui/empty";
import type { Tone } from "@/components/ui/tone";
import { criterionSentence } from "@/lib/metrics/criterion-sentence";
import type { Criterion } from "@/lib/metrics/schemas";

export const severityTones: Record<"rollback" | "hold" | "warn", Tone> = {
  rollback: "stop",
  hold: "aged",
  warn: "idle",
};

/** Each criterion as the sentence that people agree to. */
export function CriteriaView({ criteria }: { criteria: readonly Criterion[] }): ReactElement {
  if (criteria.length === 0) {
    return (
      <Empty title="No criteria are agreed">
        A criterion says at which measurement the release is held or rolled back. They are agreed before
        anything is exposed.
      </Empty>
    );
  }
  return (
    <ul>
      {criteria.map((criterion) => (
        <li key={criterion.key} className="border-b border-line px-4 py-3 last:border-b-0">
          <p className="flex flex-wrap items-center gap-x-2 gap-y-0.5">
            <span className="font-medium">{criterion.title ?? criterion.key}</span>
            <Badge tone={severityTones[criterion.severity]}>{criterion.severity}</Badge>
          </p>
          <p className="max-w-prose text-sm text-ink-2">{criterionSentence(criterion)}</p>
        </li>
      ))}
    </ul>
  );
}
