import type { ReactElement } from "react";
import { People } from "@/components/people/people";
import { Notice } from "@/components/ui/notice";
import { Section } from "@/components/ui/section";
import { Shape } from "@/components/ui/shape";
import type { NamedConsequences, NamedStale } from "@/lib/gates/candidate-model";

/** What another candidate does to what was signed, before anybody sets it. */
export function CandidateConsequences({ consequences }: { consequences: NamedConsequences }): ReactElement {
  const { stale, revived, drifted } = consequences;
  return (
    <Section title="What setting it does" flush>
      {drifted.length > 0 && (
        <Notice tone="aged" className="m-3" title="The release will be held by content that changed">
          {drifted.join(", ")} passed with other content: nothing advances until the stage is reopened and
          signed anew.
        </Notice>
      )}
      {stale.length === 0 && drifted.length === 0 && (
        <p className="px-4 py-3 text-sm text-ink-2">
          Nothing that is signed depends on what differs: every signature keeps counting.
        </p>
      )}
      <ul>
        {stale.map((each) => (
          <Line key={`s ${each.gate} ${each.requirement} ${each.kind}`} stale={each} isRevived={false} />
        ))}
        {revived.map((each) => (
          <Line key={`r ${each.gate} ${each.requirement} ${each.kind}`} stale={each} isRevived />
        ))}
      </ul>
    </Section>
  );
}

function Line({ stale, isRevived }: { stale: NamedStale; isRevived: boolean }): ReactElement {
  const { gate, requirement, kind, people } = stale;
  return (
    <li className="flex gap-2.5 border-b border-line px-4 py-2 text-sm last:border-b-0">
      <Shape
        name={isRevived ? "check-disc" : "half"}
        tone={isRevived ? "good" : "aged"}
        size={14}
        label={isRevived ? "Counts again" : "Turns stale"}
        className="mt-[3px]"
      />
      <div className="min-w-0">
        <p>
          <span className="font-medium">{requirement}</span> <span className="text-ink-3">in {gate}</span>
        </p>
        <p className="flex flex-wrap gap-x-1.5 text-ink-2">
          {words(kind, isRevived)}
          {people.length > 0 && <People people={people} max={6} />}
        </p>
      </div>
    </li>
  );
}

function words(kind: NamedStale["kind"], isRevived: boolean): string {
  switch (kind) {
    case "check":
      return isRevived
        ? "Its earlier result counts again."
        : "The check has to be reported for the new bundle.";
    case "acknowledgements":
      return isRevived ? "Read before, counts again:" : "Has to be read again by";
    case "signatures":
      return isRevived ? "Signed before, counts again:" : "Has to be signed again:";
  }
}
