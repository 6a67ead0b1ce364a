import type { Actor } from "@/lib/identity/actor";
import type { Reader } from "@/lib/platform/db";
import { notFound } from "@/lib/platform/errors";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import type { NamedConsequences, NamedStale } from "./candidate-model";
import { type Consequences, consequencesOf, type TurnedStale, withCandidate } from "./candidate-consequences";
import { loadGates, type LoadedGates } from "./load-gates";

interface Asked {
  slug: string;
  component: string;
  digest: string;
  actor: Actor;
  now: Date;
}

/** What making a registered bundle the candidate would do to what is signed, were the caller to set it now. */
export async function candidateConsequences(
  db: Reader,
  { slug, component, digest, actor, now }: Asked,
): Promise<NamedConsequences> {
  const loaded = await loadGates(db, { slug, actor, now });
  const rows = await db.$queryRaw<{ parts: Record<string, string>; authors: string[] }[]>(Prisma.sql`
    SELECT b.parts, ARRAY(SELECT DISTINCT a FROM bundle_registrations g, unnest(g.authors) a WHERE g.digest = b.digest)::text[] AS authors
    FROM bundles b JOIN components c ON c.id = b.component_id
    JOIN release_components rc ON rc.component_id = c.id AND rc.release_id = ${loaded.authority.release.id}::uuid
    WHERE b.digest = ${digest} AND c.key = ${component}`);
  const bundle = rows[0];
  if (bundle === undefined) throw notFound("bundle");
  const setter = actor.kind === "person" ? [actor.id] : [];
  const authors = [...new Set([...bundle.authors, ...setter])];
  const at = loaded.at + 1;
  const after = withCandidate(loaded.facts, { component, digest, parts: bundle.parts, authors, at });
  return named(loaded, consequencesOf(loaded.facts, after, at));
}

function named(
  { authority, facts }: LoadedGates,
  { stale, revived, drifted }: Consequences,
): NamedConsequences {
  const gates = facts.stages.flatMap((stage) => stage.gates);
  const titleOf = (key: string): string => gates.find((gate) => gate.key === key)?.title ?? key;
  const nameOf = ({ gate, requirement, kind, people }: TurnedStale): NamedStale => {
    const found = gates
      .find((each) => each.key === gate)
      ?.requirements.find((each) => each.key === requirement);
    return {
      gate: titleOf(gate),
      requirement: requirement === null ? "Approval" : (found?.title ?? requirement.replaceAll("-", " ")),
      kind,
      people: authority.people
        .filter(({ id }) => people.includes(id))
        .map(({ id, name, email }) => ({ id, name, email })),
    };
  };
  return { stale: stale.map(nameOf), revived: revived.map(nameOf), drifted: drifted.map(titleOf) };
}
