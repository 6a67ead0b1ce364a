import { digestOf } from "@/lib/bundles/digest";
import type { Actor } from "@/lib/identity/actor";
import type { Reader } from "@/lib/platform/db";
import { notFound } from "@/lib/platform/errors";
import { type Ability, toAbility } from "@/lib/policy/ability";
import { byEmail } from "@/lib/policy/can";
import type {
  EscalationPolicyAnswer,
  EscalationPreviewAnswer,
  PreviewEscalation,
} from "@/lib/policy/escalation-answers";
import { directlyNamed, type EscalationDirectory, loadDirectory } from "@/lib/policy/escalation-directory";
import { type EscalationLevel, type EscalationPolicy, levelsFor } from "@/lib/policy/escalation-model";
import { placedLevels } from "@/lib/policy/escalation-places";
import { refuseUnknownWhom, type StandingPolicy, standingPolicy } from "@/lib/policy/escalation-store";
import { tightensEscalation } from "@/lib/policy/escalation-tightening";
import { mayChangeEscalation, mayChangeSomehow } from "@/lib/policy/may-change-escalation";
import type { Severity } from "@/lib/policy/model";
import type { Organisation } from "@/lib/policy/organisation";
import { loadOrganisation } from "@/lib/policy/queries";
import { type ReleaseAhead, releasesAhead, unreachedAhead, wouldBeTold } from "./escalation-outlook";

interface Asked {
  actor: Actor;
  now: Date;
}

/** The policy that holds, with what of it reaches nobody soon. */
export async function getEscalation(db: Reader, asked: Asked): Promise<EscalationPolicyAnswer> {
  const organisation = await loadOrganisation(db, asked.now);
  const standing = await standingPolicy(db);
  const outlook = await outlookOf(db, { organisation, policy: standing.policy, ...asked });
  return answerOf(db, standing, outlook);
}

/** The policy with whom it would tell now, as its page shows it to one reader. */
export interface EscalationPage {
  answer: EscalationPolicyAnswer;
  may: Ability;
  /** For whose rollback it can be asked. */
  releases: { slug: string; title: string }[];
  /** For whose it was; null: there is none. */
  release: string | null;
  levels: EscalationPreviewAnswer["levels"];
}

export async function getEscalationPage(
  db: Reader,
  { release: slug, severity, ...asked }: Asked & { release: string | undefined; severity: Severity },
): Promise<EscalationPage> {
  const organisation = await loadOrganisation(db, asked.now);
  const standing = await standingPolicy(db);
  const outlook = await outlookOf(db, { organisation, policy: standing.policy, ...asked });
  const { directory, releases } = outlook;
  const chosen = releases.find(({ authority }) => authority.release.slug === slug) ?? releases[0] ?? null;
  return {
    answer: await answerOf(db, standing, outlook),
    may: toAbility(mayChangeSomehow(organisation, asked.actor), asked.actor),
    releases: releases.map(({ authority }) => ({
      slug: authority.release.slug,
      title: authority.release.title,
    })),
    release: chosen?.authority.release.slug ?? null,
    levels: levelsFor(standing.policy, severity).map((level, at) => ({
      number: at + 1,
      ...toldNow(level, { release: chosen, directory, severity, organisation }),
    })),
  };
}

/** What the policy is changed with: as it stands, and what it can name. */
export async function getEscalationEdit(db: Reader, asked: Asked) {
  const organisation = await loadOrganisation(db, asked.now);
  const { policy, digest } = await standingPolicy(db);
  const directory = await loadDirectory(db, organisation, []);
  const [rotas, teams, releases] = await Promise.all([
    db.rota.findMany({ select: { key: true, title: true }, orderBy: { key: "asc" } }),
    db.team.findMany({ select: { key: true, title: true }, orderBy: { key: "asc" } }),
    releasesAhead(db, { ...asked, directory }),
  ]);
  return {
    may: toAbility(mayChangeSomehow(organisation, asked.actor), asked.actor),
    policy,
    digest,
    choices: { roles: organisation.roles, rotas, teams },
    releases: releases.map(({ authority: { release } }) => ({ slug: release.slug, title: release.title })),
  };
}

async function answerOf(
  db: Reader,
  { version, digest, policy, since }: StandingPolicy,
  { warnings, releases }: Outlook,
): Promise<EscalationPolicyAnswer> {
  const by =
    since === null
      ? null
      : await db.person.findUniqueOrThrow({ where: { id: since.by }, select: { name: true, email: true } });
  return {
    version,
    digest,
    policy,
    since: since === null || by === null ? null : { at: since.at.toISOString(), by },
    warnings,
    examined: releases.length,
  };
}

/** What a policy would do, in the place of the one that holds, and whom it would tell now; changes nothing. */
export async function previewEscalation(
  db: Reader,
  { policy: given, release: slug, severity, actor, now }: PreviewEscalation & Asked,
): Promise<EscalationPreviewAnswer> {
  const organisation = await loadOrganisation(db, now);
  const standing = await standingPolicy(db);
  const policy = given ?? standing.policy;
  if (given !== undefined) await refuseUnknownWhom(db, organisation, given);
  const { directory, releases, warnings } = await outlookOf(db, { organisation, policy, actor, now });
  const release = await releaseOf(db, { slug, releases, directory, actor, now });
  const verdict = mayChangeEscalation(organisation, actor, { before: standing.policy, after: policy });
  return {
    isSame: digestOf(policy) === standing.digest,
    tightens: tightensEscalation(standing.policy, policy),
    warnings,
    examined: releases.length,
    levels: levelsFor(policy, severity).map((level, at) => ({
      number: at + 1,
      ...toldNow(level, { release, directory, severity, organisation }),
    })),
    may: verdict.allowed,
    reason: verdict.allowed ? null : verdict.reason,
    whoMay: verdict.allowed ? [] : verdict.whoMay.map(({ name, email }) => ({ name, email })),
  };
}

interface Outlook {
  directory: EscalationDirectory;
  releases: ReleaseAhead[];
  warnings: EscalationPolicyAnswer["warnings"];
}

async function outlookOf(
  db: Reader,
  { organisation, policy, ...asked }: Asked & { organisation: Organisation; policy: EscalationPolicy },
): Promise<Outlook> {
  const levels = placedLevels(policy).map(({ level }) => level);
  const directory = await loadDirectory(db, organisation, levels);
  const releases = await releasesAhead(db, { ...asked, directory });
  const warnings = unreachedAhead(policy, { organisation, directory, releases });
  return { directory, releases, warnings };
}

async function releaseOf(
  db: Reader,
  {
    slug,
    releases,
    ...asked
  }: Asked & {
    slug: string | undefined;
    releases: readonly ReleaseAhead[];
    directory: EscalationDirectory;
  },
): Promise<ReleaseAhead | null> {
  if (slug === undefined) return null;
  const known = releases.find(({ authority }) => authority.release.slug === slug);
  const found = known ?? (await releasesAhead(db, { ...asked, slug }))[0];
  if (found === undefined) throw notFound("release with a rollback plan");
  return found;
}

function toldNow(
  level: EscalationLevel,
  {
    release,
    directory,
    severity,
    organisation,
  }: {
    release: ReleaseAhead | null;
    directory: EscalationDirectory;
    severity: Severity;
    organisation: Organisation;
  },
) {
  const named = (people: readonly { name: string; email: string }[]) =>
    people.map(({ name, email }) => ({ name, email }));
  if (release !== null) {
    const at = release.authority.now.getTime();
    const { people, unseeing } = wouldBeTold(release, { directory, level, severity, at });
    return { people: named(people), unseeing: named(unseeing), byRelease: false };
  }
  const found = level.whom.flatMap((whom) => directlyNamed(directory, whom, organisation.now.getTime()));
  const people = [...new Map(found.map((person) => [person.id, person])).values()].sort(byEmail);
  const byRelease = level.whom.some((whom) => typeof whom === "string" || "role" in whom);
  return { people: named(people), unseeing: [], byRelease };
}
