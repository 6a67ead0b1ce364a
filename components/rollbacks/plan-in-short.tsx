import Link from "next/link";
import type { ReactElement } from "react";
import { Badge } from "@/components/ui/badge";
import { Fact, Facts } from "@/components/ui/facts";
import { Section } from "@/components/ui/section";
import { durationWords } from "@/lib/platform/durations";
import { severities } from "@/lib/policy/model";
import type { RollbackPlan } from "@/lib/rollbacks/schemas";
import { severityTones, silenceWords } from "./rollback-words";

/** What is agreed, as far as it is asked for at once; the document has the rest. */
export function PlanInShort({ release, plan }: { release: string; plan: RollbackPlan }): ReactElement {
  const { target, steps } = plan;
  const final = steps.filter(({ reversible }) => !reversible).length;
  return (
    <Section
      title="The agreed way back"
      aside={
        <Link href={`/releases/${release}/plan#rollback-plan`} prefetch={false} className="link">
          The whole plan
        </Link>
      }
    >
      <Facts>
        <Fact name="Target">
          {target.bundle === "baseline"
            ? "the baseline"
            : target.bundle === "none"
              ? "nothing is served any more"
              : Object.keys(target.bundle).join(", ")}
          , exposure <span className="tabular">{target.exposurePercent} %</span>
          {target.validFor !== undefined &&
            `, fetched and verified at least every ${durationWords(target.validFor)}`}
        </Fact>
        <Fact name="Steps">
          <ol className="list-decimal pl-4">
            {steps.map(({ key, title, reversible }) => (
              <li key={key} className="wrap-anywhere">
                {title ?? key}
                {!reversible && <span className="font-medium text-stop"> (cannot be undone)</span>}
              </li>
            ))}
          </ol>
          {final > 0 && (
            <p className="text-xs text-ink-3">
              {final === 1 ? "One step" : `${final} steps`} of it cannot be undone, so authorising asks for
              more people.
            </p>
          )}
        </Fact>
        {severities.map((severity) => {
          const { means, decideWithin, onSilence } = plan.severities[severity];
          return (
            <Fact key={severity} name={<Badge tone={severityTones[severity]}>{severity}</Badge>}>
              <span className="wrap-anywhere">{means}</span>
              <span className="block text-xs text-ink-3">
                Decided within {durationWords(decideWithin)}, {silenceWords[onSilence]}.
              </span>
            </Fact>
          );
        })}
      </Facts>
    </Section>
  );
}
