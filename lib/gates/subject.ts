import { digestOf } from "@/lib/bundles/digest";
import type { Gate, GateFacts, Requirement, When } from "@/lib/gates/model";
import { memoised, placeOf, readFacts, type Reading } from "@/lib/gates/reading";
import { planPartNames } from "@/lib/releases/plan-schema";

/** What a requirement (or a gate's approval) depends on, and the digest that what is signed for it carries. */
export interface Subject {
  digest: string;
  /** Digest of each part; null where it is not there yet. */
  parts: Record<string, string | null>;
}

const documentParts: readonly string[] = [...planPartNames, "criteria", "rollback-plan"];

type Part =
  | { key: string; of: "bundle"; component: string }
  | { key: string; of: "artifact"; component: string; artifactKind: string }
  | { key: string; of: "document"; document: "plan" | "criteria" | "rollback-plan" };

interface Version {
  value: string | null;
  authors: readonly string[];
  from: number;
  to: number | null;
}

/** The subject at the reading's moment. */
export function subjectOf(reading: Reading, gate: Gate, requirement: Requirement): Subject {
  return memoised(reading, `subject\n${gate.key}\n${requirement.key}`, () => {
    const parts: Record<string, string | null> = {};
    for (const part of partsOf(reading, requirement)) parts[part.key] = valueNow(reading, part);
    return { digest: digestOf({ definition: definitionDigest(requirement), parts }), parts };
  });
}

/**
 * Subject of a gate's approval: what all asked requirements depend on, and the waivers granted for that very content. A waiver that
 * ran out stays in it: expiry makes a requirement unmet, it never changes a subject.
 * @param grantedUntil waivers granted later are left out; for comparing with a gate as it passed
 */
export function approvalSubjectOf(reading: Reading, gate: Gate, grantedUntil = reading.now): Subject {
  return memoised(reading, `approval\n${gate.key}\n${grantedUntil}`, () => {
    const parts: Record<string, string | null> = {};
    const current = new Map<string, string>();
    for (const requirement of askedIn(reading, gate)) {
      const { digest } = subjectOf(reading, gate, requirement);
      parts[`requirement:${requirement.key}`] = digest;
      current.set(requirement.key, digest);
    }
    for (const waiver of reading.facts.waivers) {
      const covers =
        waiver.gate === gate.key &&
        waiver.at <= grantedUntil &&
        current.get(waiver.requirement) === waiver.subjectDigest;
      if (covers) parts[`waiver:${waiver.id}`] = waiver.digest;
    }
    return {
      digest: digestOf({ definition: gate.approval ? definitionDigest(gate.approval) : null, parts }),
      parts,
    };
  });
}

/** The subject of a requirement, or of the gate's approval (null), at any time of the recorded history. */
export function subjectAt(
  facts: GateFacts,
  gateKey: string,
  requirementKey: string | null,
  at: number,
): Subject {
  const { gate } = placeOf(facts, gateKey);
  const reading = readFacts(facts, at);
  if (requirementKey === null) return approvalSubjectOf(reading, gate);
  const requirement = gate.requirements.find((each) => each.key === requirementKey);
  if (requirement === undefined) throw new Error(`no requirement ${requirementKey} in gate ${gateKey}`);
  return subjectOf(reading, gate, requirement);
}

/** The gate's requirements whose `when` holds now. */
export function askedIn(reading: Reading, gate: Gate): Requirement[] {
  return gate.requirements.filter((requirement) => isAsked(reading, requirement.when));
}

/** Whether every condition of a `when` holds: one of the tiers, one of the changed parts. */
export function isAsked(reading: Reading, when: When | undefined): boolean {
  if (when === undefined) return true;
  const { tier, changed } = when;
  if (tier !== undefined && !reading.facts.components.some((component) => tier.includes(component.tier)))
    return false;
  return changed === undefined || changed.some((name) => hasChanged(reading, name));
}

/** Whether an artifact kind, `component:kind` or document part differs from the baseline; with no baseline everything does. */
export function hasChanged(reading: Reading, name: string): boolean {
  return partsNamed(reading, name).some((part) => {
    if (part.of === "document") return valueNow(reading, part) !== null;
    const baseline = componentFact(reading, part.component)?.baseline;
    return baseline === null || valueNow(reading, part) !== baselineValue(reading, part);
  });
}

/** Everyone who changed a part that the requirement covers since the baseline, superseded or not. */
export function authorsOf(reading: Reading, requirement: Requirement): ReadonlySet<string> {
  return memoised(reading, keyOf(requirement, "authors"), () => {
    const authors = partsOf(reading, requirement).map((part) =>
      memoised(reading, `authors\n${part.key}`, () => authorsOfPart(reading, part)),
    );
    return new Set(authors.flat());
  });
}

/** Authors of what any asked requirement of the gate covers. */
export function authorsOfGate(reading: Reading, gate: Gate): ReadonlySet<string> {
  return memoised(
    reading,
    `gate's authors\n${gate.key}`,
    () => new Set(askedIn(reading, gate).flatMap((requirement) => [...authorsOf(reading, requirement)])),
  );
}

/** Whether a part that the requirement covers had another value at some time after `since`. */
export function changedSince(reading: Reading, requirement: Requirement, since: number): boolean {
  return partsOf(reading, requirement).some((part) => {
    const value = valueNow(reading, part);
    return versionsOf(reading, part).some(
      (version) => version.value !== value && (version.to === null || version.to > since),
    );
  });
}

/** Since when (epoch ms) all parts that the requirement covers have the values that they have; null: none ever had one. */
export function unchangedSince(reading: Reading, requirement: Requirement): number | null {
  const starts = partsOf(reading, requirement).flatMap((part) => {
    const versions = versionsOf(reading, part);
    const value = valueNow(reading, part);
    const last = versions.at(-1);
    if (last === undefined) return [];
    if (last.to !== null && last.to <= reading.now) return last.to;
    const before = versions.findLastIndex((version) => version.value !== value);
    return versions[before + 1]?.from ?? last.from;
  });
  return starts.length === 0 ? null : Math.max(...starts);
}

/** Components whose bundles the requirement covers; all of them where it covers no bundle. */
export function componentsCovered(reading: Reading, requirement: Requirement): ReadonlySet<string> {
  return memoised(reading, keyOf(requirement, "covered"), () => {
    const covered = partsOf(reading, requirement).flatMap((part) =>
      part.of === "document" ? [] : [part.component],
    );
    return new Set(covered.length > 0 ? covered : reading.facts.components.map((component) => component.key));
  });
}

/** The candidate of a component at the reading's moment. */
export function candidateOf(
  reading: Reading,
  component: string,
): { digest: string; parts: Record<string, string> } | null {
  const last = reading.candidates
    .get(component)
    ?.findLast((each) => each.to === null || reading.now < each.to);
  return last ?? null;
}

/** The parts of a requirement's subject; a check without `dependsOn` is about bundles alone. */
function partsOf(reading: Reading, requirement: Requirement): readonly Part[] {
  return memoised(reading, keyOf(requirement, "parts"), () => {
    const { dependsOn } = requirement;
    if (dependsOn !== undefined) return dependsOn.flatMap((name) => partsNamed(reading, name));
    const named = requirement.kind === "check" ? requirement.components : undefined;
    const bundles = (named ?? reading.facts.components.map((each) => each.key)).map(bundlePart);
    return requirement.kind === "check" ? bundles : [...bundles, ...documentParts.map(documentPart)];
  });
}

type Computed = "parts" | "authors" | "covered";

/** Requirements are shared by all releases of a template version: their keys are made once. */
const keys = new WeakMap<Requirement, Record<Computed, string>>();

/** Under which a reading keeps what was computed of what a requirement depends on: the same for whichever depends on the same. */
function keyOf(requirement: Requirement, of: Computed): string {
  const known = keys.get(requirement);
  if (known !== undefined) return known[of];
  const named = requirement.kind === "check" ? (requirement.components?.join() ?? "*") : "";
  const key = `${requirement.kind === "check"}\n${requirement.dependsOn?.join() ?? "*"}\n${named}`;
  const made = { parts: `parts\n${key}`, authors: `all authors\n${key}`, covered: `covered\n${key}` };
  keys.set(requirement, made);
  return made[of];
}

/** A kind stands for that kind of every component. */
function partsNamed(reading: Reading, name: string): Part[] {
  if (documentParts.includes(name)) return [documentPart(name)];
  const { component, artifactKind } = splitPart(name);
  if (component !== null) return [artifactPart(component, artifactKind)];
  return reading.facts.components.map((each) => artifactPart(each.key, artifactKind));
}

/** Reads `kind` or `component:kind`. */
export function splitPart(name: string): { component: string | null; artifactKind: string } {
  const colon = name.indexOf(":");
  return colon < 0
    ? { component: null, artifactKind: name }
    : { component: name.slice(0, colon), artifactKind: name.slice(colon + 1) };
}

function bundlePart(component: string): Part {
  return { key: `bundle:${component}`, of: "bundle", component };
}

function artifactPart(component: string, artifactKind: string): Part {
  return { key: `${component}:${artifactKind}`, of: "artifact", component, artifactKind };
}

function documentPart(key: string): Part {
  return { key, of: "document", document: key === "criteria" || key === "rollback-plan" ? key : "plan" };
}

function valueNow(reading: Reading, part: Part): string | null {
  const last = versionsOf(reading, part).findLast(
    (version) => version.to === null || reading.now < version.to,
  );
  return last?.value ?? null;
}

function versionsOf(reading: Reading, part: Part): readonly Version[] {
  return memoised(reading, `versions\n${part.key}`, () => {
    if (part.of === "document") {
      return (reading.documents.get(part.document) ?? []).map((each) => ({
        ...each,
        value: each.parts[part.key] ?? null,
      }));
    }
    return (reading.candidates.get(part.component) ?? []).map((each) => ({
      ...each,
      value: contentOf(part, each),
    }));
  });
}

/** The first version is compared with the baseline; a document has none, so whoever wrote it first is its author. */
function authorsOfPart(reading: Reading, part: Part): string[] {
  let before = part.of === "document" ? null : baselineValue(reading, part);
  return versionsOf(reading, part).flatMap((version) => {
    const isChange = version.value !== before;
    before = version.value;
    return isChange ? version.authors : [];
  });
}

function baselineValue(reading: Reading, part: Extract<Part, { component: string }>): string | null {
  const baseline = componentFact(reading, part.component)?.baseline ?? null;
  return baseline === null ? null : contentOf(part, baseline);
}

function contentOf(
  part: Extract<Part, { component: string }>,
  bundle: { digest: string; parts: Record<string, string> },
): string | null {
  return part.of === "bundle" ? bundle.digest : (bundle.parts[part.artifactKind] ?? null);
}

function componentFact(reading: Reading, key: string) {
  return reading.facts.components.find((component) => component.key === key);
}

/** Definitions belong to immutable template versions, so their digests are kept as long as they are. */
const definitions = new WeakMap<object, string>();

function definitionDigest(definition: object): string {
  const known = definitions.get(definition) ?? digestOf(definition);
  definitions.set(definition, known);
  return known;
}
