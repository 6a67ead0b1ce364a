import { z } from "zod";
import { digestOf } from "@/lib/bundles/digest";
import type { Actor } from "@/lib/identity/actor";
import { closeRange } from "@/lib/platform/close-range";
import { command } from "@/lib/platform/command";
import type { Tx } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { newId } from "@/lib/platform/ids";
import type { EntryDraft } from "@/lib/platform/ledger";
import { Expected, refuseOvertaken } from "@/lib/platform/overtaken";
import { releaseTightened } from "@/lib/releases/events";
import { forcedOn, type RunningRelease, shownForced } from "@/lib/releases/forced-tightening";
import { requirePerson } from "@/lib/releases/rules";
import { loadRunning, moveRunning } from "@/lib/releases/running-store";
import { rightsChanged, rightsEnforced } from "./events";
import type { Organisation } from "./organisation";
import { mayPutRights, refuseForcedLoosening, refuseForGood, refuseUnknownRoles } from "./put-rights";
import { loadOrganisation } from "./queries";
import { rightsDifference } from "./rights-difference";
import { warningsOf } from "./rights-warnings";
import { getRights, type RightsInForce } from "./role-queries";
import { RightsTable, RunningReleases } from "./rights-schema";

const ChangeRights = z.strictObject({
  table: RightsTable,
  /** It is to hold for running releases, too. */
  running: RunningReleases.optional(),
  expected: Expected,
});

/** Puts the organisation's table of decision rights; the first one ends the set-up. A tightening can be forced on running releases. */
export const changeRights = command({
  name: "rights.change",
  input: ChangeRights,
  scope: "organisation",
  locks: ({ running }) => ({ organisation: "exclusive", ...(running !== undefined && { running: true }) }),
  load: async (tx, { running }, { now, actor }) => ({
    organisation: await loadOrganisation(tx, now),
    running: running === undefined ? null : await loadRunning(tx, actor),
  }),
  allow: (actor, { organisation }, { table }) => mayPutRights(organisation, actor, table.rights),
  subject: ({ organisation: { rights }, running }, { table }) => ({
    releaseId: null,
    of: {
      before: rights?.digest ?? null,
      after: digestOf({ rights: table.rights }),
      ...(running !== null && { running: true }),
    },
  }),
  run: async ({ tx, input, facts: { organisation, running }, actor, now }) => {
    const { rights } = input.table;
    const before = organisation.rights;
    refuseOvertaken(input.expected, before?.digest);
    refuseUnknownRoles(organisation, rights);
    if (running !== null) refuseForcedLoosening(rightsDifference(before?.rows ?? [], rights).changes);
    const standing = before?.digest === digestOf({ rights }) ? before : null;
    if (standing !== null && running === null) throw new AppError("conflict", "The table is so already.");
    const { id, ...table } =
      standing !== null
        ? { ...(await getRights(tx, now)), id: standing.id }
        : await writeTable(tx, { organisation, rights, actor, now });
    const { version, digest, warnings } = table;
    const changed = rightsChanged({ version, before: before?.digest ?? null, after: digest, warnings });
    const forced =
      running === null || input.running === undefined
        ? null
        : await forceOn(tx, {
            running,
            to: { id, version, digest, rows: rights },
            reason: input.running.reason,
            by: requirePerson(actor).id,
            now,
          });
    return {
      value: { ...table, runningReleases: forced?.shown ?? null },
      entries:
        forced === null ? [changed] : standing === null ? [changed, ...forced.entries] : forced.entries,
    };
  },
});

async function writeTable(
  tx: Tx,
  {
    organisation,
    rights,
    actor,
    now,
  }: { organisation: Organisation; rights: RightsTable["rights"]; actor: Actor; now: Date },
): Promise<RightsInForce & { id: string }> {
  const document = { rights };
  const digest = digestOf(document);
  const from = await closeRange(tx, { table: "rights_versions", series: Prisma.sql`TRUE`, now });
  const version = (organisation.rights?.version ?? 0) + 1;
  const id = newId();
  const person = actor.kind === "person" ? actor : null;
  const changedBy = person?.id ?? null;
  await tx.rightsVersion.create({ data: { id, version, document, digest, changedBy, validFrom: from } });
  const warnings = warningsOf({ ...organisation, rights: { id, version, digest, rows: rights } });
  if (person !== null) refuseForGood(warnings);
  const by = person === null ? null : { name: person.name, email: person.email };
  return { id, version, digest, rights, warnings, validFrom: from.toISOString(), by };
}

interface Forcing {
  running: readonly RunningRelease[];
  to: RunningRelease["rights"];
  reason: string;
  by: string;
  now: Date;
}

/** Moves each release that it provably tightens, with an entry of its own: who may not see the release does not see that. */
async function forceOn(tx: Tx, { running, to, reason, by, now }: Forcing) {
  const forced = forcedOn(running, to);
  const releases = forced.moves.map(({ release }) => release.id);
  await moveRunning(tx, { releases, to: to.id, reason, by, now });
  const each = forced.moves.map(({ release: { id, template, rights }, changes }) =>
    releaseTightened({
      releaseId: id,
      policy: { template: `${template.key}@${template.version}`, rights: String(rights.version) },
      from: rights,
      to,
      changes,
      reason,
    }),
  );
  const { version, digest } = to;
  const entries: [EntryDraft, ...EntryDraft[]] = [rightsEnforced({ version, digest, reason }), ...each];
  return { shown: shownForced(forced), entries };
}
