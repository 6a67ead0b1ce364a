import { digestOf } from "@/lib/bundles/digest";
import { command } from "@/lib/platform/command";
import { AppError, fieldError } from "@/lib/platform/errors";
import { newId } from "@/lib/platform/ids";
import { emailKey } from "@/lib/platform/names";
import { canOnRelease, onRelease } from "@/lib/releases/authority";
import { evaluateGate } from "./evaluate";
import { requirementWaived } from "./events";
import { gateIn, loadGates, policyOf, reauthenticationOf, stateOf } from "./load-gates";
import { readFacts } from "./reading";
import { WaiveRequirement } from "./schemas";
import { authorsOf } from "./subject";

/** Lets a requirement pass unmet for this content until a time, under somebody's name; never over a veto, never by an author. */
export const waiveRequirement = command({
  name: "requirement.waive",
  input: WaiveRequirement,
  scope: "sign",
  locks: (input) => ({ organisation: "shared", release: input.release }),
  load: async (tx, input, { now, actor }) => {
    const loaded = await loadGates(tx, { slug: input.release, actor, now });
    const { requirement, stage } = gateIn(loaded, input.gate, input.requirement);
    if (requirement === null)
      throw fieldError("/requirement", `${input.gate} has no requirement ${input.requirement}`);
    const owner = await tx.person.findUnique({ where: { email: emailKey(input.owner) } });
    if (owner === null) throw fieldError("/owner", `nobody here has the address ${input.owner}`);
    return { loaded, stage, owner, authors: [...authorsOf(readFacts(loaded.facts, loaded.at), requirement)] };
  },
  allow: (actor, { loaded, stage, authors }) =>
    canOnRelease(loaded.authority, actor, "requirement.waive", { stage: stage.key, authors }),
  signs: ({ loaded }) => reauthenticationOf(loaded),
  subject: ({ loaded }, { gate, requirement, ...terms }) => {
    const state = stateOf(evaluateGate(loaded.facts, gate, loaded.at), requirement);
    return onRelease(loaded.authority, { gate, requirement, ...terms, digest: state?.subjectDigest ?? null });
  },
  run: async ({ tx, input, actor, now, facts: { loaded, owner }, verdict }) => {
    const { authority } = loaded;
    if (actor.kind !== "person") throw new AppError("people-only", "Only people waive.");
    if (authority.version.state !== "active")
      throw new AppError("release-not-active", `${authority.release.title} is ${authority.version.state}.`);
    const expiresAt = new Date(input.expiresAt);
    if (expiresAt <= now)
      throw fieldError("/expiresAt", "the waiver would be over already", "a time in the future");
    const state = stateOf(evaluateGate(loaded.facts, input.gate, loaded.at), input.requirement);
    if (state === null) throw new AppError("conflict", "This requirement has no state.");
    const digest = digestOf({
      ...input,
      subjectDigest: state.subjectDigest,
      owner: owner.id,
      reason: digestOf(input.reason),
    });
    const id = newId();
    await tx.waiver.create({
      data: {
        id,
        releaseId: authority.release.id,
        gateKey: input.gate,
        requirementKey: input.requirement,
        subjectDigest: state.subjectDigest,
        digest,
        reason: input.reason,
        owner: owner.id,
        expiresAt,
        grantedBy: actor.id,
        role: verdict.role ?? "",
        at: now,
      },
    });
    return {
      value: { id, requirement: input.requirement, expiresAt: expiresAt.toISOString() },
      entries: [
        requirementWaived({
          releaseId: authority.release.id,
          gate: input.gate,
          requirement: input.requirement,
          waiverId: id,
          digest,
          subjectDigest: state.subjectDigest,
          owner: owner.id,
          expiresAt: expiresAt.toISOString(),
          reason: input.reason,
          policy: policyOf(authority),
        }),
      ],
    };
  },
});
