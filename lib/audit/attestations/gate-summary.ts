import { z } from "zod";
import { type Decided, decisionOf, entryRef, policyOf, rightOf, whoOf } from "./decisions";
import { type AttestationFacts, candidatesAt, type EntryFact } from "./facts";
import { digestSet, extensions, predicateTypes, type Statement, statement, type Subject } from "./statement";

/** A gate as the entry that left its stage keeps it. */
const Standing = z.object({
  status: z.string(),
  subjectDigest: z.string(),
  requirements: z.record(
    z.string(),
    z.object({
      status: z.string(),
      met: z.boolean(),
      subjectDigest: z.string(),
      votes: z.array(z.string()),
    }),
  ),
});
type Standing = z.output<typeof Standing>;

/** That a gate was passed, and by which entry. */
export interface Passed {
  gate: string;
  stage: string;
  standing: Standing;
  entry: EntryFact;
}

/** Gates that have passed and whose stage was not reopened since, in the order in which they did. */
export function passedGates({ entries }: AttestationFacts): Passed[] {
  let passed: Passed[] = [];
  let current = "";
  for (const entry of entries) {
    const { type, subjects, after } = entry;
    if (type === "release.started") current = subjects["stage"] ?? "";
    if (type === "stage.reopened") {
      // A stage that is reopened takes with it all that were passed after it.
      const from = passed.findIndex(({ stage }) => stage === after);
      if (from !== -1) passed = passed.slice(0, from);
    }
    if (type === "stage.advanced" || type === "release.completed") {
      const gates = z.record(z.string(), Standing).safeParse(entry.payload["gates"]).data ?? {};
      for (const [gate, standing] of Object.entries(gates))
        passed.push({ gate, stage: current, standing, entry });
    }
    if (type.startsWith("stage.")) current = after ?? current;
  }
  return passed;
}

/** That a gate was passed, with each decision by which it was (SLSA verification summary). */
export function gateSummary(facts: AttestationFacts, passed: Passed): Statement {
  const { site, release } = facts;
  const { gate, stage, standing, entry } = passed;
  // By broken glass a stage is left although its gates are not ready.
  const isReady = standing.status === "ready";
  const level = `COUNTERSIGN_GATE_${gate.toUpperCase().replaceAll("-", "_")}`;
  return statement(subjectsOf(facts, passed), predicateTypes.verificationSummary, {
    verifier: { id: site },
    timeVerified: entry.at,
    resourceUri: `${site}/releases/${release.slug}`,
    policy: policyOf(facts, entry),
    verificationResult: isReady ? "PASSED" : "FAILED",
    verifiedLevels: [isReady ? level : "FAILED"],
    [extensions.gate]: {
      release: release.slug,
      stage,
      gate,
      status: standing.status,
      subject: digestSet(standing.subjectDigest),
      requirements: Object.entries(standing.requirements).map(([key, { status, met, subjectDigest }]) => ({
        requirement: key,
        status,
        met,
        subject: digestSet(subjectDigest),
      })),
      ...(typeof entry.payload["breakGlass"] === "string" && { breakGlass: entry.payload["breakGlass"] }),
      leftBy: { by: whoOf(facts, entry), right: rightOf(entry), at: entry.at, entry: entryRef(facts, entry) },
    },
    [extensions.decisions]: decisionsOn(facts, passed),
  });
}

/** The candidates as they were; where there was none, the content that was signed. */
function subjectsOf(facts: AttestationFacts, { gate, standing, entry }: Passed): Statement["subject"] {
  const [first, ...rest] = candidateSubjects(facts, entry);
  return first === undefined
    ? [{ name: `${gate} of ${facts.release.slug}`, digest: digestSet(standing.subjectDigest) }]
    : [first, ...rest];
}

/** The bundles that were a release's candidates when an entry was appended, by component. */
export function candidateSubjects(facts: AttestationFacts, entry: EntryFact): Subject[] {
  return [...candidatesAt(facts, entry)].map(([name, digest]) => ({ name, digest: digestSet(digest) }));
}

/** In the order in which they were taken. */
function decisionsOn(facts: AttestationFacts, passed: Passed): Record<string, unknown>[] {
  const requirements = Object.entries(passed.standing.requirements);
  return facts.entries.slice(0, facts.entries.indexOf(passed.entry)).flatMap((entry) =>
    requirements.flatMap(([requirement, standing]) => {
      const what = decidedBy(entry, { passed, requirement, standing });
      return what === null ? [] : [decisionOf(facts, entry, { requirement, what })];
    }),
  );
}

interface About {
  passed: Passed;
  requirement: string;
  standing: Standing["requirements"][string];
}

/** What an entry decided of a requirement as it stood when its gate passed; null: nothing. */
function decidedBy(entry: EntryFact, { passed, requirement, standing }: About): Decided | null {
  const { type, subjects, before, after, payload } = entry;
  const isAbout = subjects["gate"] === passed.gate && subjects["requirement"] === requirement;
  switch (type) {
    case "vote.cast":
      if (!standing.votes.includes(subjects["vote"] ?? "")) return null;
      return payload["vote"] === "not-applicable" ? "not-applicable" : "approve";
    case "requirement.acknowledged":
      return isAbout && after === standing.subjectDigest ? "acknowledge" : null;
    case "requirement.waived": {
      const { expiresAt } = payload;
      const isInForce = typeof expiresAt === "string" && expiresAt > passed.entry.at;
      return isAbout && isInForce && standing.status === "waived" && before === standing.subjectDigest
        ? "waive"
        : null;
    }
    default:
      return null;
  }
}
