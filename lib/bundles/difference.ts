import { digestOf } from "@/lib/bundles/digest";
import type { Artifact, Manifest } from "@/lib/bundles/schemas";

export interface FieldChange {
  /** JSON Pointer inside the artifact or section; the empty one is the whole. */
  path: string;
  /** undefined: not there. */
  before: unknown;
  after: unknown;
}

export interface ArtifactChange {
  kind: Artifact["kind"];
  name: string;
  change: "added" | "removed" | "changed" | "unchanged";
  /** Whether the content itself differs, not only what is said about it. */
  content: boolean;
  before: Artifact | null;
  after: Artifact | null;
  fields: FieldChange[];
}

export interface ManifestDifference {
  identical: boolean;
  component: FieldChange | null;
  version: FieldChange | null;
  /** By kind, then name. */
  artifacts: ArtifactChange[];
  provenance: FieldChange[];
  environment: FieldChange[];
  replay: FieldChange[];
}

/** What changed from one manifest to another; null: a first bundle, everything is added. */
export function manifestDifference(before: Manifest | null, after: Manifest): ManifestDifference {
  const whole = (name: "component" | "version") =>
    before?.[name] === after[name] ? null : { path: "", before: before?.[name], after: after[name] };
  return {
    identical: before !== null && digestOf(before) === digestOf(after),
    component: whole("component"),
    version: whole("version"),
    artifacts: artifactChanges(before?.artifacts ?? [], after.artifacts),
    provenance: fieldChanges(before?.provenance, after.provenance),
    environment: fieldChanges(before?.environment, after.environment),
    replay: fieldChanges(before?.replay, after.replay),
  };
}

function artifactChanges(before: readonly Artifact[], after: readonly Artifact[]): ArtifactChange[] {
  const idOf = ({ kind, name }: Artifact) => `${kind}\n${name}`;
  const old = new Map(before.map((artifact) => [idOf(artifact), artifact]));
  const fresh = new Map(after.map((artifact) => [idOf(artifact), artifact]));
  const ids = [...new Set([...old.keys(), ...fresh.keys()])].sort((a, b) => (a < b ? -1 : 1));
  return ids.flatMap((id) => {
    const was = old.get(id) ?? null;
    const is = fresh.get(id) ?? null;
    const shown = is ?? was;
    if (shown === null) return [];
    const fields = was === null || is === null ? [] : fieldChanges(was, is);
    const change =
      was === null ? "added" : is === null ? "removed" : fields.length > 0 ? "changed" : "unchanged";
    const content = was === null || is === null || contentOf(was) !== contentOf(is);
    return [{ kind: shown.kind, name: shown.name, change, content, before: was, after: is, fields } as const];
  });
}

function contentOf(artifact: Artifact): string {
  return artifact.sha256 ?? `${artifact.provider}\n${artifact.version}`;
}

/** Where two JSON values differ, by the deepest fields that do; lists are compared as wholes. */
export function fieldChanges(before: unknown, after: unknown, path = ""): FieldChange[] {
  if (isObject(before) && isObject(after)) {
    const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return names.flatMap((name) => {
      const inner = `${path}/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`;
      return fieldChanges(own(before, name), own(after, name), inner);
    });
  }
  return isSame(before, after) ? [] : [{ path, before, after }];
}

function isSame(a: unknown, b: unknown): boolean {
  if (a === undefined || b === undefined) return a === b;
  return digestOf(a) === digestOf(b);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function own(value: Record<string, unknown>, name: string): unknown {
  return Object.hasOwn(value, name) ? value[name] : undefined;
}
