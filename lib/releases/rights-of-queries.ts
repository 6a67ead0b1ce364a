import type { z } from "zod";
import type { Actor } from "@/lib/identity/actor";
import type { Reader } from "@/lib/platform/db";
import { notFound } from "@/lib/platform/errors";
import { holdersOf } from "@/lib/policy/can";
import type { Decision, Holding, Party, PersonFact, RightsRow } from "@/lib/policy/model";
import type { Organisation } from "@/lib/policy/organisation";
import { organisationDecisions, releaseDecisions } from "@/lib/policy/rights-schema";
import { rightsInWords } from "@/lib/policy/rights-words";
import { loadAuthority } from "./authority";
import { type RightNow, rightNow } from "./rights-now";
import type { ReleaseRightsAnswer } from "./rights-of-schemas";
import { loadTemplate } from "./template-stages";

/** As the API answers it. */
export function shownRights({
  organisation,
  template,
  now,
}: ReadRights): z.output<typeof ReleaseRightsAnswer> {
  const { groups, nobody } = rightsInWords(organisation, template);
  const named = (people: readonly Party[]) => people.map(({ name, email }) => ({ name, email }));
  return {
    items: groups
      .flatMap(({ entries }) => entries)
      .map(({ decision, title, joint, lines }) => {
        const found = now?.get(decision);
        return {
          decision,
          title,
          joint,
          rows: lines.map(({ source, slots, when }) => ({ source, slots, when })),
          now:
            found === undefined
              ? null
              : {
                  alone: named(found.alone),
                  together: found.together.map((each) => ({ ...each, whoMay: named(each.whoMay) })),
                  isPossible: found.isPossible,
                },
        };
      }),
    nobody: nobody.map(({ decision }) => decision),
    nextCursor: null,
  };
}

/** Which rights are read: those of the organisation, of a template's releases, of one release. */
export type RightsOf = { kind: "organisation" } | { kind: "template" | "release"; key: string };

/** Rows that apply together, and who holds the roles that they name. */
interface ReadRights {
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

export async function readRightsOf(db: Reader, of: RightsOf, asked: Asked): Promise<ReadRights> {
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

async function ofRelease(db: Reader, slug: string, { actor, organisation }: Asked): Promise<ReadRights> {
  const authority = await loadAuthority(db, { slug, actor, now: organisation.now });
  const { template } = authority.rights;
  const rows = onReleases(authority.rights.organisation);
  const named = new Set([...rows, ...template].map(({ decision }) => decision));
  const now = [...named].flatMap((decision) => {
    const found = rightNow(authority, decision);
    return found === null ? [] : [[decision, found] as const];
  });
  return {
    title: authority.release.title,
    organisation: rows,
    template,
    holders: holdersIn(authority),
    now: new Map(now),
  };
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
