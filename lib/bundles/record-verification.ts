import { command } from "@/lib/platform/command";
import { AppError } from "@/lib/platform/errors";
import { newId } from "@/lib/platform/ids";
import { bundleVerified } from "./events";
import { loadBundle, mayReportOn, reporterOf } from "./load-bundle";
import { verificationFault, verificationOutcome } from "./replay-rules";
import { RecordVerification } from "./replay-schemas";

/** Records that somebody hashed a bundle's artifacts again, and what was found. */
export const recordVerification = command({
  name: "bundle.verify",
  input: RecordVerification,
  scope: "bundles",
  locks: () => ({ organisation: "shared" }),
  load: (tx, input) => loadBundle(tx, input),
  allow: (actor) => mayReportOn(actor),
  run: async ({ tx, input, facts: { manifest, component, digest }, actor, now }) => {
    const { artifacts, platform, url } = input;
    const fault = verificationFault(artifacts, manifest.artifacts);
    if (fault !== null)
      throw new AppError("invalid-input", `${fault.path}: ${fault.message}`, { faults: [fault] });
    const outcome = verificationOutcome(artifacts);
    const id = newId();
    await tx.bundleVerification.create({
      data: { id, digest, ...reporterOf(actor), outcome, platform, url: url ?? null, artifacts, at: now },
    });
    return {
      value: { id, outcome },
      entries: [bundleVerified({ id, digest, component, outcome, platform, artifacts, url })],
    };
  },
});
