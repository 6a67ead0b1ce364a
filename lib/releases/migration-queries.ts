import type { Reader } from "@/lib/platform/db";
import { shownMissing } from "@/lib/policy/quorum";
import { takesBeside } from "@/lib/policy/taking-part";
import type { Actor } from "@/lib/identity/actor";
import { type Ability, toAbility } from "@/lib/policy/ability";
import type { MigrationAnswer } from "./answers";
import { loadMigration, type Migration, type MigrationAsked, mayMigrate, whyNotMigrate } from "./migration";

/** What moving a release would change, what of it would have to be signed anew, and who has to agree. */
export async function getMigration(db: Reader, asked: MigrationAsked): Promise<MigrationAnswer> {
  return answerOf(await loadMigration(db, asked), asked.actor);
}

/** The same with what the page's control needs. */
export async function getMigrationView(
  db: Reader,
  asked: MigrationAsked,
): Promise<{ migration: MigrationAnswer; ability: Ability }> {
  const migration = await loadMigration(db, asked);
  const ability = toAbility(mayMigrate(migration, asked.actor), asked.actor);
  return { migration: answerOf(migration, asked.actor), ability };
}

function answerOf(migration: Migration, actor: Actor): MigrationAnswer {
  const { template, rights, changes, rightsChanges, affected, loosens, unfilled } = migration;
  const verdict = mayMigrate(migration, actor);
  const beside = actor.kind === "person" ? takesBeside(verdict, actor.id) : null;
  return {
    template: {
      key: migration.loaded.authority.template.key,
      from: template.from.version,
      to: template.to.version,
      latest: template.latest,
    },
    rights: rights === null ? null : { from: rights.from.version, to: rights.to.version },
    changes,
    rightsChanges: rightsChanges.map(({ decision, change, words, loosens: loosensRow }) => ({
      decision,
      change,
      words,
      loosens: loosensRow,
    })),
    loosens,
    affected,
    unfilled: unfilled.map(({ message }) => message),
    refusal: whyNotMigrate(migration)?.message ?? null,
    ability:
      verdict.allowed || beside !== null
        ? { allowed: true, ...(beside !== null && { takes: beside.map(shownMissing) }) }
        : {
            allowed: false,
            code: verdict.rule,
            reason: verdict.reason,
            whoMay: verdict.whoMay.map(({ name, email }) => ({ name, email })),
          },
  };
}
