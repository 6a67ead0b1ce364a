import { type ReactElement, useState } from "react";
import { Badge } from "@/components/ui/badge";
import { DrawnDisclosure } from "@/components/ui/drawn-disclosure";
import { Markdown } from "@/components/ui/markdown";
import { Notice } from "@/components/ui/notice";
import type { Reader } from "@/components/ui/time";
import type { GateActs } from "./acts";
import { RequirementRow } from "./requirement-row";
import type { ShownGate, ShownRequirement } from "./shown-gate";
import { SmallestSet } from "./smallest-set";
import { gateSayings } from "./status";

/** A gate in full: why it exists, each requirement, its approval. */
export function GatePanel({
  release,
  gate,
  acts,
  reader,
}: {
  release: string;
  gate: ShownGate;
  acts: GateActs | null;
  reader: Reader;
}): ReactElement {
  const saying = gateSayings[gate.status];
  // Stays as it was first drawn: a change of its stage takes no sheet away from whoever is at it.
  const [isWhole] = useState(gate.isAsked);
  const all = gate.requirements;
  const list = (
    <ul>
      {all.map((requirement) => (
        <RequirementRow
          key={requirement.key}
          place={{ release, gate: gate.key, requirement: requirement.key }}
          requirement={requirement}
          acts={acts}
          reader={reader}
        />
      ))}
    </ul>
  );
  return (
    <section
      id={`gate-${gate.key}`}
      aria-labelledby={`gate-${gate.key}-title`}
      className="min-w-0 scroll-mt-16 rounded-lg border border-line bg-surface"
    >
      <header className="border-b border-line px-4 py-2.5">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <h3 id={`gate-${gate.key}-title`} className="min-w-0 font-semibold">
            {gate.title}
          </h3>
          <Badge tone={saying.tone} shape={saying.shape}>
            {saying.word}
          </Badge>
          {gate.breakGlass !== null && (
            <Badge tone="stop" title="It passed although it was not ready">
              by break-glass
            </Badge>
          )}
          {gate.drift === "subject-changed" && <Badge tone="aged">content changed since it passed</Badge>}
          {gate.drift === "evidence-aged" && <Badge tone="aged">evidence has aged</Badge>}
        </div>
        <p className="max-w-prose text-sm text-ink-2">{gate.objective}</p>
        {gate.purpose !== null && (
          <DrawnDisclosure summary="Why this gate exists">
            <Markdown text={gate.purpose} className="text-sm" />
          </DrawnDisclosure>
        )}
        {gate.unsatisfiable.length > 0 && (
          <Notice
            tone="stop"
            className="mt-2"
            title="This gate cannot become ready with the people who hold its roles"
          >
            Too few people can sign {gate.unsatisfiable.join(", ")}, or they are authors of what is signed.
            Assign further people, or waive it.
          </Notice>
        )}
        <SmallestSet gate={gate} />
      </header>
      {all.length === 0 && <p className="px-4 py-3 text-sm text-ink-2">This gate asks for nothing.</p>}
      {all.length > 0 && isWhole && list}
      {all.length > 0 && !isWhole && (
        <DrawnDisclosure
          summary={countWords(all)}
          opensAt={`gate-${gate.key}`}
          isCalledFor={gate.isAsked}
          className="px-4 py-1.5"
        >
          <div className="-mr-4 -ml-8 border-t border-line">{list}</div>
        </DrawnDisclosure>
      )}
    </section>
  );
}

function countWords(all: readonly ShownRequirement[]): string {
  const met = all.filter(({ status }) => status === "satisfied" || status === "waived").length;
  const words = `${all.length} ${all.length === 1 ? "requirement" : "requirements"}`;
  return met === 0 ? words : `${words}, ${met} met`;
}
