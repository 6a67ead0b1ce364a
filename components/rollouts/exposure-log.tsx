import type { ReactElement } from "react";
import { executorWords } from "@/components/rollbacks/rollback-words";
import { Empty } from "@/components/ui/empty";
import { Section } from "@/components/ui/section";
import { Shape } from "@/components/ui/shape";
import { type Reader, Time } from "@/components/ui/time";
import type { ExposureAnswer } from "@/lib/rollouts/exposure-schemas";

/** What was decided and what was seen of it, the latest first. */
export function ExposureLog({
  changes,
  reader,
}: {
  changes: ExposureAnswer["changes"];
  reader: Reader;
}): ReactElement {
  if (changes.length === 0)
    return (
      <Section title="What happened">
        <Empty title="Nothing yet">
          Each step that is decided, and each that is seen to be so, stands here.
        </Empty>
      </Section>
    );
  return (
    <Section title="What happened" flush>
      <ol>
        {changes.map(({ kind, percent, by, at, reason, executor }, index) => (
          <li
            key={`${at} ${changes.length - index}`}
            className="flex gap-2.5 border-b border-line px-4 py-2 text-sm last:border-b-0"
          >
            <Shape
              name={kind === "confirmed" ? "check-disc" : "play"}
              tone={kind === "confirmed" ? "good" : "accent"}
              size={14}
              className="mt-[3px]"
            />
            <div className="min-w-0">
              <p className="flex flex-wrap gap-x-2">
                <span className="tabular font-medium">{percent} %</span>
                <span>{kind}</span>
                <span className="text-ink-3">
                  {executor === null ? (by ?? "by itself") : `set by ${by ?? executorWords[executor]}`},{" "}
                  <Time at={Date.parse(at)} reader={reader} />
                </span>
              </p>
              {reason !== null && <p className="wrap-anywhere whitespace-pre-line text-ink-2">{reason}</p>}
            </div>
          </li>
        ))}
      </ol>
    </Section>
  );
}
