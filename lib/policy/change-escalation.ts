import { z } from "zod";
import { digestOf } from "@/lib/bundles/digest";
import { command } from "@/lib/platform/command";
import { AppError } from "@/lib/platform/errors";
import { Expected, refuseOvertaken } from "@/lib/platform/overtaken";
import { loadDirectory } from "./escalation-directory";
import { unreachedLevels } from "./escalation-gaps";
import { placedLevels } from "./escalation-places";
import { EscalationDocument } from "./escalation-schema";
import { refuseUnknownWhom, standingPolicy, writePolicy } from "./escalation-store";
import { tightensEscalation } from "./escalation-tightening";
import { escalationChanged } from "./events";
import { mayChangeEscalation } from "./may-change-escalation";
import { loadOrganisation } from "./queries";

const ChangeEscalation = z.strictObject({ policy: EscalationDocument, expected: Expected });

/** Publishes the organisation's escalation policy. What is rolled back already goes on by the one that held when it was proposed. */
export const changeEscalation = command({
  name: "escalation.change",
  input: ChangeEscalation,
  scope: "organisation",
  locks: () => ({ organisation: "exclusive" }),
  load: async (tx, _input, { now }) => ({
    organisation: await loadOrganisation(tx, now),
    standing: await standingPolicy(tx),
  }),
  allow: (actor, { organisation, standing }, { policy }) =>
    mayChangeEscalation(organisation, actor, { before: standing.policy, after: policy }),
  subject: ({ standing }, { policy }) => ({
    releaseId: null,
    of: { before: standing.digest, after: digestOf(policy) },
  }),
  run: async ({ tx, input: { policy, expected }, facts: { organisation, standing }, authorId, now }) => {
    refuseOvertaken(expected, standing.digest);
    if (digestOf(policy) === standing.digest) throw new AppError("conflict", "The policy is so already.");
    await refuseUnknownWhom(tx, organisation, policy);
    if (authorId === null) throw new Error("a person changes the policy");
    const version = standing.version + 1;
    const digest = await writePolicy(tx, { version, document: policy, changedBy: authorId, now });
    const levels = placedLevels(policy).map(({ level }) => level);
    const directory = await loadDirectory(tx, organisation, levels);
    const unreached = unreachedLevels(policy, { organisation, directory }).map(({ path }) => path);
    const entry = escalationChanged({
      version,
      before: standing.digest,
      after: digest,
      tightens: tightensEscalation(standing.policy, policy),
      unreached: [...new Set(unreached)],
      rights: organisation.rights?.digest ?? null,
    });
    return { value: { version, digest }, entries: [entry] };
  },
});
