import type { ReactElement } from "react";
import { Notice } from "@/components/ui/notice";
import { Section } from "@/components/ui/section";
import type { Reader } from "@/components/ui/time";
import { whoWords } from "@/components/ui/who-words";
import { Why } from "@/components/ui/why";
import type { EscalationPreviewAnswer } from "@/lib/policy/escalation-answers";
import type { Severity } from "@/lib/policy/model";
import { EscalationWarnings } from "./escalation-warnings";

/** What a policy would do, before it is published: whom it would tell now, what reaches nobody, and who may publish it. */
export function EscalationReviewed({
  preview,
  reader,
}: {
  preview: EscalationPreviewAnswer & { severity: Severity };
  reader: Reader;
}): ReactElement {
  const { isSame, tightens, warnings, levels, may, reason, whoMay, severity } = preview;
  return (
    <div className="flex flex-col gap-4">
      {isSame && (
        <Notice tone="idle" live="status">
          It says what the policy that holds says.
        </Notice>
      )}
      <EscalationWarnings warnings={warnings} reader={reader} />
      <Section
        title={`Who would be told now at ${severity}`}
        aside={isSame ? undefined : tightens ? "provably no less" : "counts as loosening"}
        flush
      >
        <ol aria-label="Who would be told now">
          {levels.map(({ number, people, unseeing, byRelease }) => (
            <li key={number} className="border-b border-line px-4 py-2 text-sm wrap-anywhere last:border-b-0">
              <span className="font-medium">{number}.</span>{" "}
              {people.length > 0 && whoWords(people, { max: 8 })}
              {byRelease && `${people.length > 0 ? ", and " : ""}who that is depends on the release`}
              {people.length === 0 && !byRelease && <span className="font-medium text-stop">nobody</span>}
              {unseeing.length > 0 &&
                ` (not told, because they do not see the release: ${whoWords(unseeing, { max: 4 })})`}
            </li>
          ))}
        </ol>
        {!may && (
          <div className="p-4">
            <Why label="Publish it" reason={reason} whoMay={whoMay} full />
          </div>
        )}
      </Section>
    </div>
  );
}
