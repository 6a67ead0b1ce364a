import { claimTargetCheck } from "@/lib/rollbacks/claim-target-check";
import { endTargetCheck } from "@/lib/rollbacks/end-target-check";
import type { Cast } from "./cast";

/** The runner fetches what a release goes back to; what is said to be missing is not there. */
export async function fetched(cast: Cast, release: string, missing: readonly string[] = []): Promise<void> {
  const check = await cast.byMachine("runner", claimTargetCheck, { releases: [release] });
  const artifacts = check.artifacts.map(({ component, kind, name, uri, sha256 }) => ({
    component,
    kind,
    name,
    ...(missing.includes(kind)
      ? { result: "missing" as const, note: `The registry knows no ${uri ?? name}.` }
      : { result: "verified" as const, sha256 }),
  }));
  await cast.byMachine("runner", endTargetCheck, { release, check: check.id, artifacts });
}
