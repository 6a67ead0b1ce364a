import { command } from "@/lib/platform/command";
import type { Tx } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { newId } from "@/lib/platform/ids";
import { canInOrganisation, loadOrganisation } from "@/lib/policy/queries";
import { requirePerson } from "./rules";
import { noVersion, PublishTemplate } from "./template-answers";
import { checkTemplate, invalidTemplate } from "./template-check";
import { templateConfirmed, templatePublished } from "./template-events";
import { lockOne } from "@/lib/platform/lock-numbers";

interface Latest {
  id: string;
  version: number;
  digest: string;
}

/** Publishes a version of a template, unless the latest one reads just so. */
export const publishTemplate = command({
  name: "template.publish",
  input: PublishTemplate,
  scope: "templates",
  locks: () => ({ organisation: "shared" }),
  load: async (tx, { source, mediaType }, { now }) => {
    const organisation = await loadOrganisation(tx, now);
    const parsed = checkTemplate({ source, mediaType }, organisation);
    return {
      organisation,
      parsed,
      latest: parsed.ok ? await findLatest(tx, parsed.value.template.key) : null,
    };
  },
  // A version after the first may loosen what the one before asked, so it is judged as doing so.
  allow: (actor, { organisation, latest }) =>
    canInOrganisation(organisation, actor, "template.publish", { loosening: latest !== null }),
  subject: ({ parsed, latest }) => ({
    releaseId: null,
    of: { before: latest?.digest ?? null, after: parsed.ok ? parsed.value.digest : null },
  }),
  run: async ({ tx, input, facts: { parsed, latest }, actor, now }) => {
    if (!parsed.ok) throw invalidTemplate(parsed.faults);
    const { template, document, digest, warnings } = parsed.value;
    refuseOtherLatest(input.ifMatch, latest);
    const { key, title } = template;
    if (latest !== null && latest.digest === digest) {
      const { id, version } = latest;
      return {
        value: { key, version, digest, isNew: false, warnings },
        entries: [templateConfirmed({ id, key, version, digest })],
      };
    }
    const id = newId();
    const version = (latest?.version ?? 0) + 1;
    await tx.$executeRaw(Prisma.sql`
      INSERT INTO template_versions (id, key, version, title, source, media_type, document, digest, published_by, published_at)
      VALUES (${id}::uuid, ${key}, ${version}, ${title}, ${input.source}, ${input.mediaType}, ${JSON.stringify(document)}::jsonb, ${digest},
        ${requirePerson(actor).id}::uuid, ${now})`);
    return {
      value: { key, version, digest, isNew: true, warnings },
      entries: [
        templatePublished({ id, key, version, title, before: latest?.digest ?? null, after: digest }),
      ],
    };
  },
});

/** The latest version of a template; two publishers of one key wait for each other. */
async function findLatest(tx: Tx, key: string): Promise<Latest | null> {
  await lockOne(tx, "template", key);
  const rows = await tx.$queryRaw<Latest[]>`
    SELECT id, version, digest FROM template_versions WHERE key = ${key} ORDER BY version DESC LIMIT 1`;
  return rows[0] ?? null;
}

/** Whoever changes a version says which one they changed, and learns where another was published since. */
function refuseOtherLatest(ifMatch: string | undefined, latest: Latest | null): void {
  if (ifMatch === undefined || ifMatch === (latest?.digest ?? noVersion)) return;
  throw new AppError(
    "precondition-failed",
    latest === null
      ? "There is no version of this template yet."
      : `Version ${latest.version} is the latest now, another than the one that this was written from; look at what changed.`,
  );
}
