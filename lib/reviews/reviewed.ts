import type { LoadedGates } from "@/lib/gates/load-gates";
import type { Gate, Requirement } from "@/lib/gates/model";
import { readFacts } from "@/lib/gates/reading";
import { authorsOf, subjectOf } from "@/lib/gates/subject";

type Asked = { gate: Gate; requirement: Extract<Requirement, { kind: "review" }> };

/** The review requirements of the stage that the release is in: a review speaks for no stage to come. */
function reviewsOf({ facts, authority }: LoadedGates): Asked[] {
  const stage = facts.stages.find(({ key }) => key === authority.version.stage);
  return (stage?.gates ?? []).flatMap((gate) =>
    gate.requirements.flatMap((requirement) =>
      requirement.kind === "review" ? [{ gate, requirement }] : [],
    ),
  );
}

/** Subject digest of each of them as it stands, by `gate/requirement`. */
export function digestsOf(gates: LoadedGates): Record<string, string> {
  const reading = readFacts(gates.facts, gates.at);
  return Object.fromEntries(
    reviewsOf(gates).map(({ gate, requirement }) => [
      `${gate.key}/${requirement.key}`,
      subjectOf(reading, gate, requirement).digest,
    ]),
  );
}

/** Who wrote what is reviewed. */
export function authorsOfReviews(gates: LoadedGates): string[] {
  const reading = readFacts(gates.facts, gates.at);
  return [...new Set(reviewsOf(gates).flatMap(({ requirement }) => [...authorsOf(reading, requirement)]))];
}
