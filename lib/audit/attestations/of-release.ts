import { AppError, notFound } from "@/lib/platform/errors";
import type { AttestationFacts } from "./facts";
import { gateSummary, passedGates } from "./gate-summary";
import { releasedComponents, releaseStatement } from "./release-statement";
import type { Statement } from "./statement";
import { checkEntries, checkResult, drillEntries, drillResult } from "./test-results";

export const attestationKinds = ["gate", "check", "drill", "release"] as const;

/** What can be attested of a release. */
export interface Attested {
  kind: (typeof attestationKinds)[number];
  /** Key of the gate or component, id of the check's result or the drill. */
  about: string;
  at: string;
  statement: Statement;
}

/** Every statement about a release, in the order of the entries that they are made of. Nothing in them depends on when they are asked for. */
export function attestationsOf(facts: AttestationFacts): Attested[] {
  const of = (kind: Attested["kind"], about: string, at: string, made: Statement): Attested => ({
    kind,
    about,
    at,
    statement: made,
  });
  const all = [
    ...passedGates(facts).map((each) => of("gate", each.gate, each.entry.at, gateSummary(facts, each))),
    ...checkEntries(facts).map((each) =>
      of("check", each.subjects["check"] ?? "", each.at, checkResult(facts, each)),
    ),
    ...drillEntries(facts).map((each) =>
      of("drill", each.subjects["drill"] ?? "", each.at, drillResult(facts, each)),
    ),
    ...releasedComponents(facts).map((each) =>
      of("release", each.component, each.entry.at, releaseStatement(facts, each)),
    ),
  ];
  return all.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}

/** The statement of a kind about something; refused where nothing has happened yet that could be attested. */
export function getAttested(
  facts: AttestationFacts,
  { kind, about }: Pick<Attested, "kind" | "about">,
): Attested {
  const found = attestationsOf(facts).find((each) => each.kind === kind && each.about === about);
  if (found !== undefined) return found;
  switch (kind) {
    case "gate":
      if (!facts.gates.has(about)) throw notFound(`gate ${about} in this release`);
      throw new AppError("conflict", `The gate ${about} has not passed, so there is nothing to attest.`);
    case "release":
      if (!facts.componentIds.has(about)) throw notFound(`component ${about} in this release`);
      throw new AppError(
        "conflict",
        `The release has not made ${about} live, so there is nothing to attest.`,
      );
    case "check":
    case "drill":
      throw notFound(`${kind} with a result in this release`);
  }
}
