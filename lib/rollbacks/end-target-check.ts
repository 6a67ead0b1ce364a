import { command } from "@/lib/platform/command";
import type { Tx } from "@/lib/platform/db";
import { AppError, fieldError } from "@/lib/platform/errors";
import { mayReportTarget } from "./may-verify-target";
import { targetChecked } from "./target-events";
import { type CheckFacts, findCheck } from "./target-queries";
import { type ArtifactSaid, EndTargetCheck } from "./target-schemas";

/** What a runner found of all that it took, once. Late is better than never, until another took it. */
export const endTargetCheck = command({
  name: "rollback-target.report",
  input: EndTargetCheck,
  scope: "runner",
  locks: ({ release }) => ({ organisation: "shared", release }),
  load: (tx, { check }, { actor }) => findCheck(tx, check, actor),
  allow: (actor, check) => mayReportTarget(actor, check),
  run: async ({ tx, input: { artifacts: said }, facts: check, now }) => {
    if (check.state !== "claimed")
      throw new AppError(
        "conflict",
        check.state === "reported" ? "This was reported already." : "It took too long, and another took it.",
      );
    const reports = matched(check, said);
    const ended = await tx.$executeRaw`
      UPDATE rollback_target_checks SET state = 'reported', ended_at = ${now} WHERE id = ${check.id}::uuid AND state = 'claimed'`;
    if (ended !== 1) throw new AppError("conflict", "It was ended in between.");
    await write(tx, check, { reports, now });
    const bundles = [...new Set(check.artifacts.map(({ bundle }) => bundle))];
    return {
      value: { check: check.id },
      entries: [
        targetChecked({ releaseId: check.releaseId, check: check.id, bundles, said: reports.map(asSaid) }),
      ],
    };
  },
});

type Report = ArtifactSaid & { bundle: string; expected: string };

/** Something of each that was taken, nothing of others, and verified exactly what hashes to what its manifest says. */
function matched({ artifacts }: CheckFacts, said: readonly ArtifactSaid[]): Report[] {
  const nameOf = ({ component, kind, name }: Pick<ArtifactSaid, "component" | "kind" | "name">) =>
    JSON.stringify([component, kind, name]);
  const asked = new Map(artifacts.map((artifact) => [nameOf(artifact), artifact]));
  const reports = said.map((each, index) => {
    const artifact = asked.get(nameOf(each));
    if (artifact === undefined)
      throw fieldError(`/artifacts/${index}`, `${each.name} was not taken, or stands twice.`);
    asked.delete(nameOf(each));
    const expected = artifact.sha256 ?? "";
    assertSound(each, { expected, at: `/artifacts/${index}` });
    return { ...each, bundle: artifact.bundle, expected };
  });
  const [left] = asked.values();
  if (left !== undefined)
    throw fieldError("/artifacts", `Nothing is said of ${left.name} of ${left.component}.`);
  return reports;
}

function assertSound(
  { result, sha256, note }: ArtifactSaid,
  { expected, at }: { expected: string; at: string },
): void {
  if (result !== "verified" && note === undefined)
    throw fieldError(`${at}/note`, "missing", "what was found, where it is not verified");
  if (result === "verified" ? sha256 !== expected : sha256 === expected)
    throw fieldError(`${at}/sha256`, `${sha256 ?? "nothing"} does not make it ${result}`, expected);
  if (sha256 !== undefined && (result === "missing" || result === "unreachable"))
    throw fieldError(`${at}/sha256`, `what is ${result} has no hash`, "none");
}

async function write(
  tx: Tx,
  { id: checkId, releaseId, machineId }: CheckFacts,
  { reports, now: at }: { reports: readonly Report[]; now: Date },
): Promise<void> {
  await tx.rollbackTargetReport.createMany({
    data: reports.map(({ component, bundle, kind, name, result, expected, sha256, note }) => ({
      checkId,
      releaseId,
      machineId,
      componentKey: component,
      bundle,
      kind,
      name,
      result,
      expected,
      sha256: sha256 ?? null,
      note: note ?? null,
      at,
    })),
  });
}

/** As the ledger commits to it: free text stays out of it. */
function asSaid({ component, bundle, kind, name, result, sha256 }: Report) {
  return { component, bundle, kind, name, result, sha256: sha256 ?? null };
}
