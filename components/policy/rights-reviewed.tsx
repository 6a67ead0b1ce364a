import type { ReactElement } from "react";
import { Mark } from "@/components/ui/badge";
import { Notice } from "@/components/ui/notice";
import { Section } from "@/components/ui/section";
import { Why } from "@/components/ui/why";
import type { RightsDifferenceAnswer } from "@/lib/policy/schemas";

/** What a table would change, before it is put: what loosens, what nobody could take, and who may put it. */
export function RightsReviewed({ difference }: { difference: RightsDifferenceAnswer }): ReactElement {
  const { changes, tightens, warnings, may, reason, whoMay } = difference;
  if (changes.length === 0)
    return (
      <Notice tone="idle" live="status">
        It says what the table in force says.
      </Notice>
    );
  return (
    <Section title="What it changes" aside={tightens ? "provably tighter" : "counts as loosening"} flush>
      <ul aria-label="Changes" className="text-sm">
        {changes.map(({ words, loosens }, index) => (
          <li
            key={`${words} ${index}`}
            className="grid gap-x-4 gap-y-1 border-b border-line px-4 py-2.5 last:border-b-0 sm:grid-cols-[7rem_minmax(0,1fr)]"
          >
            <Mark tone={loosens ? "work" : "good"} shape={loosens ? "triangle" : "check-disc"}>
              {loosens ? "Loosens" : "Tightens"}
            </Mark>
            <span className="wrap-anywhere">{words}</span>
          </li>
        ))}
      </ul>
      {warnings.length > 0 && (
        <Notice tone="work" title="It would leave undecidable" className="m-3">
          <ul className="list-disc pl-4">
            {warnings.map(({ message }) => (
              <li key={message}>{message}</li>
            ))}
          </ul>
        </Notice>
      )}
      {!may && (
        <div className="p-4">
          <Why label="Put it in force" reason={reason} whoMay={whoMay} full />
        </div>
      )}
    </Section>
  );
}
