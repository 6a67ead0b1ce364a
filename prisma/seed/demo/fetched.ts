import { AppError } from "@/lib/platform/errors";
import { claimTargetCheck } from "@/lib/rollbacks/claim-target-check";
import { endTargetCheck } from "@/lib/rollbacks/end-target-check";
import type { TargetCheck } from "@/lib/rollbacks/target-schemas";
import type { Cast } from "./cast";

/** The runner fetches what a release goes back to, if that is due; what is said to be missing is not there. */
export async function fetched(cast: Cast, release: string, missing: readonly string[] = []): Promise<void> {
  const check = await claimed(cast, release);
  if (check === null) return;
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

async function claimed(cast: Cast, release: string): Promise<TargetCheck | null> {
  try {
    return await cast.byMachine("runner", claimTargetCheck, { releases: [release] });
  } catch (error) {
    if (error instanceof AppError && error.code === "conflict") return null;
    throw error;
  }
}
