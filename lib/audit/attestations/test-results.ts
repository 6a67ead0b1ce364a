import { z } from "zod";
import { phaseNames } from "@/lib/rollbacks/phase-clock";
import { entryRef, policyOf, whoOf } from "./decisions";
import type { AttestationFacts, EntryFact } from "./facts";
import { candidateSubjects } from "./gate-summary";
import { digestSet, extensions, predicateTypes, type Statement, statement } from "./statement";

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

/** Results of checks that passed or failed; one that could not be told, or still runs, is no result. */
export function checkEntries({ entries }: AttestationFacts): EntryFact[] {
  return entries.filter(
    ({ type, payload }) =>
      type === "check.reported" && (payload["status"] === "passed" || payload["status"] === "failed"),
  );
}

/** What a check found of a bundle (in-toto test result). */
export function checkResult(facts: AttestationFacts, entry: EntryFact): Statement {
  const { payload, subjects, after } = entry;
  const name = textOf(payload["name"]);
  const isPassed = payload["status"] === "passed";
  const url = facts.urls.get(subjects["check"] ?? "");
  const evidence = payload["evidence"];
  return statement(
    [{ name: subjects["component"] ?? "", digest: digestSet(after ?? "") }],
    predicateTypes.testResult,
    {
      result: isPassed ? "PASSED" : "FAILED",
      configuration: [{ name: "template", ...templateIn(facts, entry) }],
      ...(url !== undefined && { url }),
      passedTests: isPassed ? [name] : [],
      failedTests: isPassed ? [] : [name],
      [extensions.check]: {
        release: facts.release.slug,
        check: name,
        reportedBy: whoOf(facts, entry),
        at: entry.at,
        ...(typeof evidence === "string" && { evidence: digestSet(evidence) }),
        entry: entryRef(facts, entry),
      },
    },
  );
}

/** A check is reported without a decision; the template is the one by which the release went then. */
function templateIn(facts: AttestationFacts, entry: EntryFact): ReturnType<typeof policyOf> {
  const until = facts.entries.slice(0, facts.entries.indexOf(entry) + 1);
  const named = until.findLast(({ policy }) => typeof policy["template"] === "string");
  return policyOf(facts, named ?? entry);
}

/** Drills that ended with a result; one that was cancelled has none. */
export function drillEntries({ entries }: AttestationFacts): EntryFact[] {
  return entries.filter(
    ({ type, after }) => type === "drill.ended" && (after === "passed" || after === "failed"),
  );
}

const Result = z.object({
  took: z.record(z.string(), z.number().nullable()),
  gaps: z.array(z.object({ kind: z.string(), message: z.string() })),
});

/** What a drill of a rollback plan measured and missed (in-toto test result). */
export function drillResult(facts: AttestationFacts, entry: EntryFact): Statement {
  const { payload, subjects, after } = entry;
  const drill = subjects["drill"] ?? "";
  const started = facts.entries.find(
    (each) => each.type === "drill.started" && each.subjects["drill"] === drill,
  );
  const { took = {}, gaps = [] } = Result.safeParse(payload["result"]).data ?? {};
  const planDigest = textOf(started?.payload["planDigest"]);
  const reached = phaseNames.filter((phase) => typeof took[phase] === "number");
  const failed = gaps.filter(({ kind }) => kind !== "not-exercised");
  return statement(
    [{ name: "rollback-plan", digest: digestSet(planDigest) }, ...candidateSubjects(facts, entry)],
    predicateTypes.testResult,
    {
      result: after === "passed" ? "PASSED" : "FAILED",
      configuration: [{ name: "rollback-plan", digest: digestSet(planDigest) }],
      passedTests: after === "passed" ? reached : [],
      ...(after === "passed" && failed.length < gaps.length && { warnedTests: gaps.map(({ kind }) => kind) }),
      failedTests: failed.map(({ kind, message }) => `${kind}: ${message}`),
      [extensions.drill]: {
        release: facts.release.slug,
        drill,
        level: started?.payload["level"] ?? null,
        severity: started?.payload["severity"] ?? null,
        failure: started?.payload["failure"] ?? null,
        tookMs: took,
        gaps,
        startedBy: started === undefined ? null : whoOf(facts, started),
        startedAt: started?.at ?? null,
        endedAt: entry.at,
        entry: entryRef(facts, entry),
      },
    },
  );
}
