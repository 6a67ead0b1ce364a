import { stringify } from "yaml";
import { policyOf } from "@/lib/gates/load-gates";
import { command } from "@/lib/platform/command";
import type { Reader } from "@/lib/platform/db";
import { AppError, fieldError, notFound } from "@/lib/platform/errors";
import { isId, newId } from "@/lib/platform/ids";
import { loadOrganisation } from "@/lib/policy/queries";
import { requirePerson } from "@/lib/releases/rules";
import { checkTemplate, invalidTemplate } from "@/lib/releases/template-check";
import { holdsAnyRole } from "@/lib/rollbacks/may-take-part";
import { templateProposed } from "./events";
import { loadPostMortem } from "./load-post-mortem";
import { ProposeTemplateChange } from "./schemas";
import { withRequirement } from "./with-requirement";

interface Latest {
  version: number;
  digest: string;
  source: string;
  mediaType: string;
  document: unknown;
}

/** Proposes the next version of a template from an action. It puts nothing into force: that is the decision `template.publish`, as ever. */
export const proposeTemplateChange = command({
  name: "template.propose",
  input: ProposeTemplateChange,
  scope: "releases",
  locks: ({ postMortem }) => ({ organisation: "shared", postMortem }),
  load: async (tx, { postMortem: id, action, template }, { now, actor }) => {
    const loaded = await loadPostMortem(tx, { id, now, actor });
    const where = { obligationId: action, postMortemId: id };
    if (!isId(action) || (await tx.postMortemAction.count({ where })) === 0)
      throw notFound("action with this id of this post-mortem");
    return {
      ...loaded,
      organisation: await loadOrganisation(tx, now),
      latest: await latestOf(tx, template),
    };
  },
  allow: (actor, { authority }) => holdsAnyRole(authority, actor),
  run: async ({ tx, input, facts: { authority, postMortem, organisation, latest }, actor, now }) => {
    const { template: key, action, reason } = input;
    if (input.ifMatch !== undefined && input.ifMatch !== latest.digest)
      throw new AppError(
        "precondition-failed",
        `Version ${latest.version} is the latest now; look at it first.`,
      );
    const next = nextOf(input, latest);
    const parsed = checkTemplate(next, organisation);
    if (!parsed.ok) throw invalidTemplate(parsed.faults);
    if (parsed.value.template.key !== key)
      throw fieldError(
        "/source",
        `It is of the template ${parsed.value.template.key}.`,
        `the template ${key}`,
      );
    const { digest } = parsed.value;
    if (digest === latest.digest)
      throw new AppError("conflict", `It reads just as version ${latest.version}; nothing is proposed.`);
    const id = newId();
    await tx.templateProposal.create({
      data: {
        ...next,
        id,
        postMortemId: postMortem.id,
        obligationId: action,
        templateKey: key,
        before: latest.digest,
        after: digest,
        reason,
        by: requirePerson(actor).id,
        at: now,
      },
    });
    const about = { releaseId: postMortem.releaseId, postMortem: postMortem.id, policy: policyOf(authority) };
    const told = { ...about, proposal: id, action, key, before: latest.digest, after: digest, reason };
    return { value: { id, after: digest }, entries: [templateProposed(told)] };
  },
});

async function latestOf(db: Reader, key: string): Promise<Latest> {
  const row = await db.templateVersion.findFirst({ where: { key }, orderBy: { version: "desc" } });
  if (row === null) throw notFound("template");
  return row;
}

type Asked = Pick<(typeof proposeTemplateChange)["input"]["_output"], "requirement" | "source" | "mediaType">;

function nextOf(
  { requirement, source, mediaType }: Asked,
  latest: Latest,
): { source: string; mediaType: string } {
  if ((requirement === undefined) === (source === undefined))
    throw fieldError("/requirement", "Name a requirement, or the whole next version.", "one of the two");
  if (source !== undefined) return { source, mediaType: mediaType ?? "application/yaml" };
  if (requirement === undefined) throw new Error("neither is given");
  const yaml = latest.mediaType === "application/yaml" ? latest.source : stringify(latest.document);
  return { source: withRequirement(yaml, requirement), mediaType: "application/yaml" };
}
