import { z } from "zod";
import { digestOf } from "@/lib/bundles/digest";
import { closeRange } from "@/lib/platform/close-range";
import { command } from "@/lib/platform/command";
import { AppError } from "@/lib/platform/errors";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { newId } from "@/lib/platform/ids";
import { Expected, refuseOvertaken } from "@/lib/platform/overtaken";
import { rightsChanged } from "./events";
import { mayPutRights, refuseForGood, refuseUnknownRoles } from "./put-rights";
import { loadOrganisation } from "./queries";
import { warningsOf } from "./rights-warnings";
import { RightsTable } from "./rights-schema";

const ChangeRights = z.strictObject({ table: RightsTable, expected: Expected });

/** Puts the organisation's table of decision rights; the first one ends the set-up. */
export const changeRights = command({
  name: "rights.change",
  input: ChangeRights,
  scope: "organisation",
  locks: () => ({ organisation: "exclusive" }),
  load: (tx, _input, { now }) => loadOrganisation(tx, now),
  allow: (actor, organisation, { table }) => mayPutRights(organisation, actor, table.rights),
  subject: ({ rights }, { table }) => ({
    releaseId: null,
    of: { before: rights?.digest ?? null, after: digestOf({ rights: table.rights }) },
  }),
  run: async ({ tx, input, facts, actor, now }) => {
    const document = { rights: input.table.rights };
    const before = facts.rights;
    refuseOvertaken(input.expected, before?.digest);
    refuseUnknownRoles(facts, document.rights);
    const digest = digestOf(document);
    if (digest === before?.digest) throw new AppError("conflict", "The table is so already.");
    const validFrom = await closeRange(tx, { table: "rights_versions", series: Prisma.sql`TRUE`, now });
    const version = (before?.version ?? 0) + 1;
    const changedBy = actor.kind === "person" ? actor.id : null;
    await tx.rightsVersion.create({ data: { id: newId(), version, document, digest, changedBy, validFrom } });
    const warnings = warningsOf({ ...facts, rights: { id: "", version, digest, rows: document.rights } });
    if (actor.kind === "person") refuseForGood(warnings);
    const by = actor.kind === "person" ? { name: actor.name, email: actor.email } : null;
    const value = {
      version,
      digest,
      rights: document.rights,
      warnings,
      validFrom: validFrom.toISOString(),
      by,
    };
    return {
      value,
      entries: [rightsChanged({ version, before: before?.digest ?? null, after: digest, warnings })],
    };
  },
});
