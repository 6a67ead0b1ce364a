import type { z } from "zod";
import type { Actor } from "@/lib/identity/actor";
import type { Reader } from "@/lib/platform/db";
import { notFound } from "@/lib/platform/errors";
import { holdersOf } from "@/lib/policy/can";
import type { Decision, Holding, Party, PersonFact, RightsRow } from "@/lib/policy/model";
import type { Organisation } from "@/lib/policy/organisation";
import { organisationDecisions, releaseDecisions } from "@/lib/policy/rights-schema";
import { rightsInWords } from "@/lib/policy/rights-words";
import { type Authority, loadAuthority } from "./authority";
import { type Decider, rightInOrganisation, type RightNow, rightNow } from "./rights-now";
import type { DecidersAnswer, ReleaseRightsAnswer } from "./rights-of-schemas";
import { loadTemplate } from "./template-stages";

type Items = z.output<typeof DecidersAnswer>;

/** What a table says, with who could take each decision, as the API answers it. */
export function shownDeciders({
  organisation,
  template,
  now,
}: Pick<RightsRead, "organisation" | "template" | "now">): Items {
  const named = (people: readonly Decider[]) =>
    people.map(({ name, email, role, since, grant }) => ({
      name,
      email,
      role,
      since: since === null ? null : new Date(since).toISOString(),
      grant: [...grant],
    }));
  return rightsInWords(organisation, template)
    .groups.flatMap(({ entries }) => entries)
    .map(({ decision, title, joint, lines }) => {
      const found = now?.get(decision);
      const rows = [...organisation, ...template].filter((row) => row.decision === decision);
      return {
        decision,
        title,
        joint,
        rows: lines.map(({ source, slots, when }, index) => {
          const row = rows[index];
          return { source, slots, when, holds: row !== undefined && found?.by.has(row) === true };
        }),
        now:
          found === undefined
            ? null
            : {
                alone: named(found.alone),
                together: found.together.map((each) => ({ ...each, whoMay: named(each.whoMay) })),
                isPossible: found.isPossible,
              },
      };
    });
}

/** Of a release, as the API answers it. */
export async function releaseRights(
  db: Reader,
  { slug, actor, now, at }: { slug: string; actor: Actor; now: Date; at: Date | undefined },
): Promise<z.output<typeof ReleaseRightsAnswer>> {
  const authority = await loadAuthority(db, { slug, actor, now });
  const read = rightsOn(authority);
  const { template, rightsVersion } = authority;
  return {
    at: at?.toISOString() ?? null,
    rights: rightsVersion?.version ?? null,
    template: { key: template.key, version: template.version },
    items: shownDeciders(read),
    nobody: rightsInWords(read.organisation, read.template).nobody.map(({ decision }) => decision),
    nextCursor: null,
  };
}

/** Who could take what is about no release. */
export function organisationDeciders(organisation: Organisation): Items {
  const rows = organisation.rights?.rows ?? [];
  const own = rows.filter(({ decision }) => organisationDecisions.includes(decision));
  return shownDeciders({
    organisation: own,
    template: [],
    now: nowOf(own, (decision) => rightInOrganisation(organisation, decision)),
  });
}

/** Which rights are read: those of the organisation, of a template's releases, of one release. */
export type RightsOf = { kind: "organisation" } | { kind: "template" | "release"; key: string };

/** Rows that apply together, and who holds the roles that they name. */
export interface RightsRead {
  title: string;
  organisation: readonly RightsRow[];
  template: readonly RightsRow[];
  /** By role: of a release who holds it there, else who is in its pool. */
  holders: Record<string, Party[]>;
  /** Of a release: who could take each decision now. */
  now: ReadonlyMap<Decision, RightNow> | null;
}

interface Asked {
  actor: Actor;
  organisation: Organisation;
}

export async function readRightsOf(db: Reader, of: RightsOf, asked: Asked): Promise<RightsRead> {
  const { organisation } = asked;
  if (of.kind === "release") return ofRelease(db, of.key, asked);
  const own = { organisation: organisation.rights?.rows ?? [], holders: holdersIn(organisation), now: null };
  if (of.kind === "organisation") return { ...own, title: "The organisation", template: [] };
  const version = await db.templateVersion.findFirst({
    where: { key: of.key },
    orderBy: { version: "desc" },
    select: { id: true },
  });
  if (version === null) throw notFound("template with this key");
  const { title, rights } = await loadTemplate(db, version.id);
  return { ...own, title, organisation: onReleases(own.organisation), template: rights };
}

async function ofRelease(db: Reader, slug: string, { actor, organisation }: Asked): Promise<RightsRead> {
  return rightsOn(await loadAuthority(db, { slug, actor, now: organisation.now }));
}

/** The rows that speak about a release, and who could decide by them. */
export function rightsOn(authority: Authority): RightsRead {
  const { template } = authority.rights;
  const rows = onReleases(authority.rights.organisation);
  return {
    title: authority.release.title,
    organisation: rows,
    template,
    holders: holdersIn(authority),
    now: nowOf([...rows, ...template], (decision) => rightNow(authority, decision)),
  };
}

function nowOf(
  rows: readonly RightsRow[],
  judge: (decision: Decision) => RightNow | null,
): ReadonlyMap<Decision, RightNow> {
  const named = [...new Set(rows.map(({ decision }) => decision))];
  const found = named.map((decision) => [decision, judge(decision)] as const);
  return new Map(found.flatMap(([decision, now]) => (now === null ? [] : [[decision, now] as const])));
}

/** Rows that can speak about a release; the others are about the organisation. */
function onReleases(rows: readonly RightsRow[]): RightsRow[] {
  return rows.filter(
    ({ decision }) => !organisationDecisions.includes(decision) || releaseDecisions.includes(decision),
  );
}

function holdersIn({
  holdings,
  people,
  now,
}: {
  holdings: readonly Holding[];
  people: readonly PersonFact[];
  now: Date;
}): Record<string, Party[]> {
  const roles = [...new Set(holdings.map(({ role }) => role))];
  return Object.fromEntries(
    roles.map((role) => [
      role,
      holdersOf({ role, holdings, people, now: now.getTime() }).map(({ id, name, email }) => ({
        id,
        name,
        email,
      })),
    ]),
  );
}
