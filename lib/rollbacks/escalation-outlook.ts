import type { Actor } from "@/lib/identity/actor";
import { type Reader, readRows } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { holdsNow } from "@/lib/platform/ranges";
import type { EscalationDirectory } from "@/lib/policy/escalation-directory";
import { lookAheadMs, shiftPoints, unreachedLevels, unreachedSpans } from "@/lib/policy/escalation-gaps";
import type { EscalationLevel, EscalationPolicy } from "@/lib/policy/escalation-model";
import { levelWhomText } from "@/lib/policy/whom-words";
import type { UnreachedAnswer } from "@/lib/policy/escalation-answers";
import { type PlacedLevel, placedLevels } from "@/lib/policy/escalation-places";
import { severities, type Severity } from "@/lib/policy/model";
import type { Organisation } from "@/lib/policy/organisation";
import type { Span } from "@/lib/policy/rota";
import { visibleTo } from "@/lib/policy/visible";
import {
  type Authority,
  authorityColumns,
  authorityTables,
  type AuthorityText,
  readAuthority,
} from "@/lib/releases/authority";
import { peopleAt, whoSee } from "./escalation";
import { RollbackPlan } from "./schemas";

/** A release that could be rolled back. */
export interface ReleaseAhead {
  authority: Authority;
  plan: RollbackPlan;
  /** Ids of those who see it; null: everybody does. */
  seeing: ReadonlySet<string> | null;
}

/** So many releases are looked at: those with the most exposure, then the newest. */
const mostReleases = 20;

/** Releases in flight with a way back, as the reader sees them; of one, whatever its state, where its slug is given. */
export async function releasesAhead(
  db: Reader,
  {
    actor,
    now,
    directory,
    slug,
  }: { actor: Actor; now: Date; directory: EscalationDirectory; slug?: string | undefined },
): Promise<ReleaseAhead[]> {
  const which = slug === undefined ? Prisma.sql`v.state = 'active'` : Prisma.sql`r.slug = ${slug}`;
  const rows = await readRows<AuthorityText & { plan: unknown }>(
    db,
    Prisma.sql`SELECT ${authorityColumns}, d.document AS plan ${authorityTables}
      JOIN release_documents d ON d.release_id = r.id AND d.kind = 'rollback-plan' AND ${holdsNow("d")} AND d.document <> 'null'
      WHERE ${which} AND ${visibleTo(actor)} ORDER BY v.exposure_percent DESC, r.created_at DESC, r.slug LIMIT ${mostReleases}`,
  );
  return Promise.all(
    rows.map(async ({ plan, ...row }) => {
      const authority = await readAuthority(db, row, now);
      const all = [...authority.people, ...directory.people.values()];
      return {
        authority,
        plan: RollbackPlan.parse(plan),
        seeing: authority.release.restricted ? await whoSee(db, authority.release.id, all) : null,
      };
    }),
  );
}

/** Levels that reach nobody now or at some time in the coming two weeks: whatever release it is about, and on releases in flight. */
export function unreachedAhead(
  policy: EscalationPolicy,
  {
    organisation,
    directory,
    releases,
  }: { organisation: Organisation; directory: EscalationDirectory; releases: readonly ReleaseAhead[] },
): UnreachedAnswer[] {
  const everywhere = unreachedLevels(policy, { organisation, directory });
  const isKnown = (path: string, { from, to }: Span) =>
    everywhere.some((each) => each.path === path && each.from <= from && to <= each.to);
  const placed = placedLevels(policy);
  const appliesAt = ({ severity }: PlacedLevel): Severity[] =>
    severity === null ? severities.filter((each) => policy.severities?.[each] === undefined) : [severity];
  return placed.flatMap((place) => {
    const own = everywhere.filter(({ path }) => path === place.path);
    return [
      ...own.map((span) =>
        toAnswer(place, {
          span,
          severities: appliesAt(place),
          release: null,
          now: organisation.now.getTime(),
        }),
      ),
      ...releases.flatMap((ahead) =>
        bySpan(appliesAt(place), (severity) => spansOn(ahead, { directory, level: place.level, severity }))
          .filter(({ span }) => !isKnown(place.path, span))
          .map((found) =>
            toAnswer(place, {
              ...found,
              release: ahead.authority.release,
              now: ahead.authority.now.getTime(),
            }),
          ),
      ),
    ];
  });
}

/** People whom a level would tell at a time if the release were to go back, and those of them who do not see it. */
export function wouldBeTold(
  { authority, plan, seeing }: ReleaseAhead,
  { directory, level, severity, at }: Asked & { at: number },
) {
  const meant = peopleAt(
    { authority, rollback: { severity, plan }, state: "proposed", directory },
    level,
    at,
  );
  return {
    people: meant.filter(({ id }) => seeing === null || seeing.has(id)),
    unseeing: meant.filter(({ id }) => seeing !== null && !seeing.has(id)),
  };
}

interface Asked {
  directory: EscalationDirectory;
  level: EscalationLevel;
  severity: Severity;
}

/** When a level would tell nobody of a release: what it depends on changes with shifts and with roles that are held for a time. */
function spansOn(ahead: ReleaseAhead, asked: Asked): Span[] {
  const from = ahead.authority.now.getTime();
  const span = { from, to: from + lookAheadMs };
  const held = ahead.authority.holdings.flatMap(({ from: start, to: end }) =>
    end === null ? [start] : [start, end],
  );
  const points = [...held, ...asked.level.whom.flatMap((whom) => shiftPoints(asked.directory, whom, span))];
  return unreachedSpans(span, points, (at) => wouldBeTold(ahead, { ...asked, at }).people.length > 0);
}

/** The same span of several severities told once. */
function bySpan(
  of: readonly Severity[],
  spansAt: (severity: Severity) => Span[],
): { span: Span; severities: Severity[] }[] {
  const found = new Map<string, { span: Span; severities: Severity[] }>();
  for (const severity of of)
    for (const span of spansAt(severity)) {
      const key = `${span.from} ${span.to}`;
      const known = found.get(key) ?? { span, severities: [] };
      found.set(key, { span, severities: [...known.severities, severity] });
    }
  return [...found.values()];
}

function toAnswer(
  { path, number, level }: PlacedLevel,
  {
    span,
    severities: at,
    release,
    now,
  }: {
    span: Span;
    severities: Severity[];
    release: { slug: string; title: string } | null;
    /** From when on it was looked. */
    now: number;
  },
): UnreachedAnswer {
  const of = release === null ? "" : ` of ${release.title}`;
  return {
    path,
    level: number,
    severities: at,
    release: release === null ? null : { slug: release.slug, title: release.title },
    isNow: span.from <= now,
    from: new Date(span.from).toISOString(),
    to: new Date(span.to).toISOString(),
    message: `Level ${number} (${at.join(", ")})${of} reaches nobody for a time: ${levelWhomText(level)}.`,
  };
}
