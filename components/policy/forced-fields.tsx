import type { ReactElement } from "react";
import { Checkbox } from "@/components/ui/checkbox";
import { Disclosure } from "@/components/ui/disclosure";
import { Textarea } from "@/components/ui/field";
import { decisionWords } from "@/lib/policy/decision-words";
import type { Decision } from "@/lib/policy/model";
import type { RightsDifferenceAnswer } from "@/lib/policy/schemas";

const label = "Hold for running releases, too";

/** Whether a table is to be forced on running releases: how many follow it, which stay and why, or what forbids it. */
export function ForcedFields({
  difference: { changes, runningReleases },
  isForced,
  setForced,
}: {
  difference: RightsDifferenceAnswer;
  isForced: boolean;
  setForced: (forced: boolean) => void;
}): ReactElement {
  if (runningReleases === null) return <Checkbox label={label} disabled hint={whyNot(changes)} />;
  const { moved, stay } = runningReleases;
  return (
    <div className="flex max-w-prose flex-col gap-3">
      <Checkbox
        label={label}
        name="running"
        checked={isForced}
        onCheckedChange={setForced}
        hint={`${movedWords(moved.length)} Proposals that wait in them become void; what was signed stays.`}
      />
      {stay.length > 0 && (
        <Disclosure
          summary={`${stay.length === 1 ? "1 keeps its version" : `${stay.length} keep their version`}, which this would loosen`}
        >
          <ul className="list-disc pl-4 text-sm text-ink-2">
            {stay.map(({ release, rightsVersion, loosens }) => (
              <li key={release} className="wrap-anywhere">
                {release}, version {rightsVersion}: {loosens.join(" ")}
              </li>
            ))}
          </ul>
        </Disclosure>
      )}
      {isForced && (
        <Textarea
          label="Why it cannot wait for them to be moved"
          name="runningReason"
          required
          rows={2}
          maxLength={4_000}
          hint="It stands in the ledger of each of them."
        />
      )}
    </div>
  );
}

/** Releases that somebody may not see are moved alike: it says so always, whether there are any or not. */
function movedWords(count: number): string {
  const seen =
    count === 0
      ? "None that you see keeps an earlier version;"
      : count === 1
        ? "1 that you see moves to it,"
        : `${count} that you see move to it,`;
  return `${seen} restricted ones move alike.`;
}

function whyNot(changes: RightsDifferenceAnswer["changes"]): string {
  const loosening = changes.filter(({ loosens }) => loosens).map(({ decision }) => decision);
  const names = [...new Set(loosening)].map((decision) => `“${decisionWords(decision as Decision)}”`);
  const shown = names.slice(0, 3).join(", ");
  const more = names.length > 3 ? ` and ${names.length - 3} more` : "";
  return `Only what provably tightens is forced on releases that run, and this loosens ${shown}${more}.`;
}
