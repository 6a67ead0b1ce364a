import { policyOf } from "@/lib/gates/load-gates";
import { command } from "@/lib/platform/command";
import { AppError } from "@/lib/platform/errors";
import { newId } from "@/lib/platform/ids";
import { onRelease } from "./authority";
import { releaseMigrated } from "./events";
import { loadMigration, mayMigrate, whyNotMigrate } from "./migration";
import { contentOf } from "./move-stage";
import { refuseUnfilled } from "./refuse-unfilled";
import { requirePerson } from "./rules";
import { MigrateRelease } from "./schemas";
import { replaceVersion } from "./store";

/** Moves a release to another version of its template, or to the organisation's rights as they are now; the difference stands in the entry. */
export const migrateRelease = command({
  name: "release.migrate",
  input: MigrateRelease,
  scope: "releases",
  locks: ({ release }) => ({ organisation: "shared", release }),
  load: (tx, { release: slug, templateVersion, rightsVersion }, { now, actor }) =>
    loadMigration(tx, { slug, templateVersion, rightsVersion, now, actor }),
  allow: (actor, migration) => mayMigrate(migration, actor),
  subject: ({ loaded, template, rights }) =>
    onRelease(loaded.authority, {
      content: contentOf(loaded),
      template: [template.from.digest, template.to.digest],
      rights: rights === null ? null : [rights.from.digest, rights.to.digest],
    }),
  run: async ({ tx, input, facts: migration, actor, now }) => {
    const { loaded, template, rights, changes, rightsChanges, affected } = migration;
    const { release, version } = loaded.authority;
    const fault = whyNotMigrate(migration);
    if (fault !== null) throw new AppError(fault.code, fault.message);
    refuseUnfilled(migration.unfilled, "before the release moves");
    const pinned = release.rightsVersionId;
    const after = { templateVersionId: template.to.id, rightsVersionId: rights?.to.id ?? pinned };
    await tx.release.update({ where: { id: release.id }, data: after });
    await tx.releaseMove.create({
      data: {
        id: newId(),
        releaseId: release.id,
        templateFrom: template.from.id,
        templateTo: after.templateVersionId,
        rightsFrom: pinned,
        rightsTo: after.rightsVersionId,
        reason: input.reason,
        by: requirePerson(actor).id,
        at: now,
      },
    });
    // What others are asked to agree on was asked under the versions that are left.
    await replaceVersion(tx, { releaseId: release.id, current: version, change: {}, now });
    return {
      value: {
        slug: release.slug,
        template: { from: template.from.version, to: template.to.version },
        rights: rights === null ? null : { from: rights.from.version, to: rights.to.version },
      },
      entries: [
        releaseMigrated({
          releaseId: release.id,
          policy: policyOf(loaded.authority),
          template,
          rights,
          changes,
          rightsChanges,
          affected,
          reason: input.reason,
        }),
      ],
    };
  },
});
