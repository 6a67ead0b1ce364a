import { digestOf } from "@/lib/bundles/digest";
import type { EntryDraft } from "@/lib/platform/ledger";
import type { TargetDigests } from "./plan-target";
import { type TargetResult, targetResults } from "./target-freshness";

interface Asked {
  releaseId: string;
  policy: { template: string; rights: string | null };
  target: TargetDigests;
  /** Id of the drill with which it was asked; null: by itself. */
  drill: string | null;
}

/** Somebody asked for what is gone back to be fetched and verified anew. */
export function targetAsked({ releaseId, policy, target, drill }: Asked): EntryDraft {
  return {
    type: "rollback-target.asked",
    version: 1,
    releaseId,
    subjects: { drill },
    policy: { ...policy },
    payload: { target },
  };
}

interface Check {
  releaseId: string;
  check: string;
  bundles: readonly string[];
}

/** A runner took it on itself to fetch so many artifacts. */
export function targetClaimed({ releaseId, check, bundles, count }: Check & { count: number }): EntryDraft {
  return {
    type: "rollback-target.claimed",
    version: 1,
    releaseId,
    subjects: { check },
    payload: { bundles, count },
  };
}

/** What a runner found: how many artifacts of which kind of result, and the digest of all that it said. */
export function targetChecked({
  releaseId,
  check,
  bundles,
  said,
}: Check & { said: readonly { result: TargetResult }[] }): EntryDraft {
  const results = Object.fromEntries(
    targetResults.map((result) => [result, said.filter((each) => each.result === result).length]),
  );
  return {
    type: "rollback-target.checked",
    version: 1,
    releaseId,
    subjects: { check },
    after: said.every(({ result }) => result === "verified") ? "verified" : "not-verified",
    payload: { bundles, results, said: digestOf(said) },
  };
}
