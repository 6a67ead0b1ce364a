import { manifestDifference } from "@/lib/bundles/difference";
import type { Manifest } from "@/lib/bundles/schemas";
import type { CandidateFact } from "./model";

/** A part of a subject that differs from what was signed. */
export interface PartChange {
  /** As in the subject: `bundle:x`, `x:code`, `risk`, `criteria`, `definition`. */
  part: string;
  change: "added" | "removed" | "changed";
  /** Artifacts of the bundle that differ, where the part is of a bundle. */
  artifacts: { kind: string; name: string; change: "added" | "removed" | "changed" }[];
}

interface Compared {
  signed: Record<string, string | null>;
  current: Record<string, string | null>;
  /** When it was signed, epoch ms. */
  signedAt: number;
  candidates: readonly CandidateFact[];
  /** By digest. */
  manifests: ReadonlyMap<string, Manifest>;
}

/** What changed between a signature's subject and the current one, part by part; artifacts named where a bundle differs. */
export function changesSince({ signed, current, signedAt, candidates, manifests }: Compared): PartChange[] {
  const parts = [...new Set([...Object.keys(signed), ...Object.keys(current)])].sort();
  return parts.flatMap((part): PartChange[] => {
    const before = signed[part] ?? null;
    const after = current[part] ?? null;
    if (before === after) return [];
    const change = before === null ? "added" : after === null ? "removed" : "changed";
    return [{ part, change, artifacts: artifactsOf({ part, signedAt, candidates, manifests }) }];
  });
}

function artifactsOf({
  part,
  signedAt,
  candidates,
  manifests,
}: Pick<Compared, "signedAt" | "candidates" | "manifests"> & { part: string }): PartChange["artifacts"] {
  const [first = "", second = ""] = part.split(":");
  const component = first === "bundle" ? second : first;
  const kind = first === "bundle" ? null : second;
  const own = candidates.filter((candidate) => candidate.component === component);
  const then = own.find(
    (candidate) => candidate.from <= signedAt && (candidate.to === null || candidate.to > signedAt),
  );
  const now = own.find((candidate) => candidate.to === null);
  const after = now === undefined ? undefined : manifests.get(now.digest);
  if (after === undefined) return [];
  const before = then === undefined ? null : (manifests.get(then.digest) ?? null);
  return manifestDifference(before, after).artifacts.flatMap(({ kind: its, name, change, content }) => {
    if (change === "unchanged" || (change === "changed" && !content) || (kind !== null && its !== kind))
      return [];
    return [{ kind: its, name, change }];
  });
}
