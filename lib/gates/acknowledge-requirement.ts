import { command } from "@/lib/platform/command";
import { AppError, fieldError } from "@/lib/platform/errors";
import { newId } from "@/lib/platform/ids";
import { evaluateGate } from "./evaluate";
import { requirementAcknowledged } from "./events";
import {
  assertRole,
  gateIn,
  loadGates,
  policyOf,
  principalOf,
  reauthenticationOf,
  stateOf,
} from "./load-gates";
import { mayAcknowledge } from "./may-vote";
import { AcknowledgeRequirement } from "./schemas";

/** Confirms, in a role, that one read what the requirement names, as it stands. */
export const acknowledgeRequirement = command({
  name: "requirement.acknowledge",
  input: AcknowledgeRequirement,
  scope: "sign",
  locks: (input) => ({ organisation: "shared", release: input.release }),
  load: async (tx, input, { now, actor }) => {
    const loaded = await loadGates(tx, { slug: input.release, actor, now });
    const { requirement } = gateIn(loaded, input.gate, input.requirement);
    if (requirement === null)
      throw fieldError("/requirement", `${input.gate} has no requirement ${input.requirement}`);
    await assertRole(tx, loaded, input.role);
    return { loaded, principalId: await principalOf(tx, { actor, onBehalfOf: input.onBehalfOf }) };
  },
  allow: (actor, { loaded, principalId }, input) =>
    mayAcknowledge({
      facts: loaded.facts,
      gate: input.gate,
      requirement: input.requirement,
      role: input.role,
      actorId: actor.kind === "person" ? actor.id : null,
      principalId: principalId ?? "",
      subjectDigest: input.subjectDigest,
      now: loaded.at,
    }),
  signs: ({ loaded }) => reauthenticationOf(loaded),
  run: async ({ tx, input, actor, now, facts: { loaded, principalId }, verdict }) => {
    const { authority, facts } = loaded;
    if (actor.kind !== "person" || principalId === null)
      throw new AppError("people-only", "Only people acknowledge.");
    if (authority.version.state !== "active")
      throw new AppError("release-not-active", `${authority.release.title} is ${authority.version.state}.`);
    const gate = evaluateGate(facts, input.gate, loaded.at);
    await tx.acknowledgement.create({
      data: {
        id: newId(),
        releaseId: authority.release.id,
        gateKey: input.gate,
        requirementKey: input.requirement,
        role: input.role,
        personId: principalId,
        actorId: actor.id,
        subjectDigest: input.subjectDigest,
        subject: stateOf(gate, input.requirement)?.subject ?? {},
        grant: verdict.grant,
        at: now,
      },
    });
    const { gate: gateKey, requirement, role, subjectDigest } = input;
    const given = {
      gate: gateKey,
      requirement,
      role,
      subjectDigest,
      personId: principalId,
      actorId: actor.id,
    };
    const after = evaluateGate(
      {
        ...facts,
        acknowledgements: [...facts.acknowledgements, { ...given, at: now.getTime() }],
      },
      input.gate,
      Math.max(loaded.at, now.getTime()),
    );
    return {
      value: {
        status: stateOf(after, input.requirement)?.status ?? "open",
        gate: { key: after.key, status: after.status, subjectDigest: after.subjectDigest },
      },
      entries: [
        requirementAcknowledged({
          releaseId: authority.release.id,
          gate: input.gate,
          requirement: input.requirement,
          role: input.role,
          principalId,
          subjectDigest: input.subjectDigest,
          policy: policyOf(authority),
        }),
      ],
    };
  },
});
