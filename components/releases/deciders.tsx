import Link from "next/link";
import type { ReactElement } from "react";
import { People } from "@/components/people/people";
import { Fact, Facts } from "@/components/ui/facts";
import { Section } from "@/components/ui/section";
import { decisionWords } from "@/lib/policy/decision-words";
import type { Decision } from "@/lib/policy/model";
import type { ReleaseState } from "@/lib/releases/model";
import type { RightNow } from "@/lib/releases/rights-now";

const asked: Partial<Record<ReleaseState, readonly Decision[]>> = {
  draft: ["release.start", "role.assign", "candidate.set", "plan.change", "release.cancel"],
  active: [
    "stage.advance",
    "requirement.waive",
    "gate.veto",
    "hold.place",
    "hold.lift",
    "exposure.increase",
    "exposure.pause",
    "rollback.propose",
    "candidate.set",
    "release.complete",
    "release.cancel",
  ],
};

/** Who could have taken the decisions that a release in its state asks for. */
export function Deciders({
  state,
  rights,
  href,
}: {
  state: ReleaseState;
  rights: ReadonlyMap<Decision, RightNow>;
  /** Where all of them stand. */
  href: string;
}): ReactElement | null {
  const told = (asked[state] ?? []).flatMap((decision) => {
    const found = rights.get(decision);
    return found === undefined ? [] : [{ decision, found }];
  });
  if (told.length === 0) return null;
  return (
    <Section
      title="Who could decide"
      aside={
        <Link href={href} prefetch={false} className="link">
          Every decision
        </Link>
      }
    >
      <Facts>
        {told.map(({ decision, found }) => (
          <Fact key={decision} name={decisionWords(decision)}>
            <Who of={found} />
          </Fact>
        ))}
      </Facts>
    </Section>
  );
}

function Who({ of: { alone, together, isPossible } }: { of: RightNow }): ReactElement {
  if (!isPossible) return <span className="text-ink-3">nobody</span>;
  if (together.length === 0) return <People people={alone} />;
  return (
    <>
      {together.map(({ source, roles, count, whoMay }, index) => (
        <span key={`${source} ${roles.join()}`} className="block">
          <span className="text-ink-3">
            {index > 0 && "and "}
            {count} of
          </span>{" "}
          <People people={whoMay} />
        </span>
      ))}
    </>
  );
}
