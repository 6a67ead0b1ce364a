import { blocker } from "@/lib/gates/explain";
import { finding, titleOf, type Finding, type Question } from "@/lib/gates/finding";
import type { CheckFact, Requirement } from "@/lib/gates/model";
import type { Act, Blocker } from "@/lib/gates/state-model";
import { peopleIn, rolesFor, type Reading } from "@/lib/gates/reading";
import { candidateOf, splitPart } from "@/lib/gates/subject";

type Check = Question<Extract<Requirement, { kind: "check" }>>;
type BundleQuestion = Question<Extract<Requirement, { kind: "bundle" }>>;
type Bundle = { digest: string; parts: Record<string, string> };

/** How far the check is for one component. */
type Progress = "passed" | "failed" | "stale" | "aged" | "running" | "error" | "missing" | "no-candidate";

interface Result {
  component: string;
  progress: Progress;
  check: CheckFact | null;
  isCarried: boolean;
}

/** A check: the latest result for the candidate of every component concerned has to be `passed`. */
export function evaluateCheck(question: Check): Finding {
  const { requirement } = question;
  const results = concerned(question).map((component) => resultFor(question, component));
  const times = results.map(({ check }) =>
    check === null || requirement.validForMs === undefined ? null : check.at + requirement.validForMs,
  );
  const notes = results
    .filter(({ isCarried, progress }) => isCarried && progress === "passed")
    .map(
      ({ component }) =>
        `The result for ${component} carries over from another bundle with the same ${listOf(requirement.dependsOn)}.`,
    );
  const open = results.filter(({ progress }) => progress !== "passed");
  if (results.length > 0 && open.length === 0) return finding("satisfied", { notes, times });
  if (results.length === 0)
    return noCandidate(question, "No component's candidate has what this check is about.");
  const blockers = open.map((result) => checkBlocker(question, result));
  return finding(statusOf(open), {
    notes,
    times,
    blockers,
    unblock: open.map((result) => checkAct(question, result)),
  });
}

/** The artifact kinds a bundle has to hold and, where asked, its verification reported by the check `bundle-verified`. */
export function evaluateBundle(question: BundleQuestion): Finding {
  const { reading, requirement } = question;
  const candidates = reading.facts.components.flatMap(({ key }) => {
    const bundle = candidateOf(reading, key);
    return bundle === null ? [] : [{ component: key, bundle }];
  });
  if (candidates.length === 0) return noCandidate(question, `${titleOf(question)} waits for a candidate.`);
  const isPresent = (name: string): boolean => {
    const { component, artifactKind } = splitPart(name);
    return candidates.some(
      (each) =>
        (component === null || component === each.component) && each.bundle.parts[artifactKind] !== undefined,
    );
  };
  const missing = requirement.kinds.filter((name) => !isPresent(name));
  const reports = candidates.map(({ component, bundle }) => ({
    component,
    check: latest(reading, "bundle-verified", component, (each) => each.bundleDigest === bundle.digest),
  }));
  const unverified =
    requirement.verified === true ? reports.filter(({ check }) => check?.status !== "passed") : [];
  if (missing.length === 0 && unverified.length === 0) return finding("satisfied");
  return bundleFinding(question, missing, unverified);
}

function bundleFinding(
  question: BundleQuestion,
  missing: readonly string[],
  unverified: readonly { component: string; check: CheckFact | null }[],
): Finding {
  const failed = unverified.filter(({ check }) => check?.status === "failed");
  const setters = candidateSetters(question);
  const blockers: Blocker[] = [];
  const unblock: Act[] = [];
  if (missing.length > 0) {
    const message = `${titleOf(question)} misses ${missing.join(", ")}.`;
    blockers.push(blocker(question, "artifacts-missing", message, setters));
    unblock.push({
      act: "register-bundle",
      requirement: question.requirement.key,
      role: null,
      people: setters,
      message: `A bundle with ${missing.join(", ")} becomes the candidate.`,
    });
  }
  for (const { component, check } of unverified) {
    const code = check?.status === "failed" ? "verification-failed" : "verification-missing";
    const said =
      check?.status === "failed"
        ? `failed: ${check.summary ?? "no summary"}`
        : "has not been reported as passed";
    blockers.push(blocker(question, code, sentence(`The verification of ${component}'s bundle ${said}`), []));
    unblock.push({
      act: "report-check",
      requirement: question.requirement.key,
      role: null,
      people: [],
      message: `The check bundle-verified passes for ${component}'s bundle.`,
    });
  }
  return finding(failed.length > 0 ? "blocked" : "open", { blockers, unblock });
}

/** Components whose candidate the check has to pass for. */
function concerned({ reading, requirement }: Check): string[] {
  const { components, dependsOn } = requirement;
  if (components !== undefined) return components;
  const all = reading.facts.components.map(({ key }) => key);
  if (dependsOn === undefined) return all;
  return all.filter((component) => {
    const kinds = kindsFor(requirement, component);
    if (kinds.length === 0) return false;
    const bundle = candidateOf(reading, component);
    return bundle === null || kinds.some((kind) => bundle.parts[kind] !== undefined);
  });
}

/** Artifact kinds of one component that the check depends on. */
function kindsFor(requirement: Check["requirement"], component: string): string[] {
  return (requirement.dependsOn ?? []).flatMap((name) => {
    const part = splitPart(name);
    return part.component === null || part.component === component ? [part.artifactKind] : [];
  });
}

function resultFor({ reading, requirement }: Check, component: string): Result {
  const bundle = candidateOf(reading, component);
  if (bundle === null) return { component, progress: "no-candidate", check: null, isCarried: false };
  const kinds = kindsFor(requirement, component);
  const check = latest(reading, requirement.check, component, (each) => isAbout(each, bundle, kinds));
  if (check === null) {
    const isOlder = latest(reading, requirement.check, component, () => true) !== null;
    return { component, progress: isOlder ? "stale" : "missing", check: null, isCarried: false };
  }
  const isAged =
    !reading.ageless &&
    requirement.validForMs !== undefined &&
    reading.now >= check.at + requirement.validForMs;
  const progress = check.status === "passed" && isAged ? "aged" : check.status;
  return { component, progress, check, isCarried: check.bundleDigest !== bundle.digest };
}

/** A result is about a bundle if it was reported for it, or where `dependsOn` names artifacts that both have and that are equal. */
function isAbout(check: CheckFact, bundle: Bundle, kinds: readonly string[]): boolean {
  if (check.bundleDigest === bundle.digest) return true;
  return (
    kinds.some((kind) => bundle.parts[kind] !== undefined) &&
    kinds.every((kind) => check.parts[kind] === bundle.parts[kind])
  );
}

function latest(
  reading: Reading,
  name: string,
  component: string,
  about: (check: CheckFact) => boolean,
): CheckFact | null {
  return reading.facts.checks.reduce<CheckFact | null>((found, check) => {
    if (check.name !== name || check.component !== component || check.at > reading.now || !about(check))
      return found;
    return found === null || check.order > found.order ? check : found;
  }, null);
}

function statusOf(open: readonly Result[]): Finding["status"] {
  if (open.some(({ progress }) => progress === "failed")) return "blocked";
  return open.some(({ progress }) => progress === "stale" || progress === "aged") ? "stale" : "open";
}

const blockerCodes = {
  passed: "check-missing",
  failed: "check-failed",
  stale: "check-stale",
  aged: "check-stale",
  running: "check-running",
  error: "check-error",
  missing: "check-missing",
  "no-candidate": "no-candidate",
} as const satisfies Record<Progress, Blocker["code"]>;

function checkBlocker(question: Check, { component, progress, check }: Result): Blocker {
  const name = question.requirement.check;
  const said: Record<Progress, string> = {
    passed: "passed",
    failed: `failed for ${component}'s candidate: ${check?.summary ?? "no summary"}`,
    stale: `was reported only for older content of ${component}`,
    aged: `passed for ${component}'s candidate, but too long ago`,
    running: `is running for ${component}'s candidate`,
    error: `ended in an error for ${component}'s candidate: ${check?.summary ?? "no summary"}`,
    missing: `was not reported for ${component}'s candidate`,
    "no-candidate": `waits for a candidate of ${component}`,
  };
  const people = progress === "no-candidate" ? candidateSetters(question) : [];
  return blocker(question, blockerCodes[progress], sentence(`The check ${name} ${said[progress]}`), people);
}

function checkAct(question: Check, { component, progress }: Result): Act {
  if (progress === "no-candidate") return candidateAct(question, `A candidate of ${component} is set.`);
  const { key, check } = question.requirement;
  return {
    act: "report-check",
    requirement: key,
    role: null,
    people: [],
    message: `The check ${check} passes for ${component}'s candidate.`,
  };
}

function noCandidate(question: Question, message: string): Finding {
  const people = candidateSetters(question);
  return finding("open", {
    blockers: [blocker(question, "no-candidate", message, people)],
    unblock: [candidateAct(question, "A candidate is set.")],
  });
}

function candidateAct(question: Question, message: string): Act {
  return {
    act: "set-candidate",
    requirement: question.requirement?.key ?? null,
    role: null,
    people: candidateSetters(question),
    message,
  };
}

function candidateSetters({ reading, stage }: Question): Blocker["canBeClearedBy"] {
  return peopleIn(reading, rolesFor(reading, stage, "candidate.set"));
}

function listOf(names: readonly string[] | undefined): string {
  return names?.join(", ") ?? "content";
}

/** A summary may bring its own full stop. */
function sentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}
