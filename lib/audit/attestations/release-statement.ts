import { z } from "zod";
import { entryRef, rightOf, whoOf } from "./decisions";
import type { AttestationFacts, EntryFact } from "./facts";
import { digestSet, extensions, predicateTypes, type Statement, statement } from "./statement";

const Live = z.record(z.string(), z.object({ before: z.string().nullable(), after: z.string().nullable() }));

/** A component that a release made live. */
export interface Released {
  component: string;
  digest: string;
  before: string | null;
  entry: EntryFact;
}

/** What a completed release made live, component by component; nothing while it goes on, or where it went back. */
export function releasedComponents({ entries }: AttestationFacts): Released[] {
  const entry = entries.findLast(({ type }) => type === "release.completed");
  if (entry === undefined) return [];
  return Object.entries(Live.safeParse(entry.payload["live"]).data ?? {}).flatMap(
    ([component, { before, after }]) => (after === null ? [] : [{ component, digest: after, before, entry }]),
  );
}

/** That a bundle was released, with the artifacts that it consists of, each under the name by which it lies on disk (in-toto release). */
export function releaseStatement(facts: AttestationFacts, released: Released): Statement {
  const { component, digest, before, entry } = released;
  const manifest = facts.manifests.get(digest);
  const version = manifest?.version ?? digest;
  const artifacts = (manifest?.artifacts ?? []).flatMap(({ name, sha256 }) =>
    sha256 === undefined ? [] : [{ name, digest: { sha256 } }],
  );
  // Of the package, not of its version; the first version of the predicate called it releaseId.
  const packageId = facts.componentIds.get(component);
  return statement(
    [{ name: `${component}-${version}.bundle.json`, digest: digestSet(digest) }, ...artifacts],
    predicateTypes.release,
    {
      purl: `pkg:generic/${encodeURIComponent(component)}@${encodeURIComponent(version)}`,
      ...(packageId !== undefined && { packageId, releaseId: packageId }),
      [extensions.release]: {
        release: facts.release.slug,
        component,
        bundle: digestSet(digest),
        baseline: before === null ? null : digestSet(before),
        completedBy: {
          by: whoOf(facts, entry),
          right: rightOf(entry),
          at: entry.at,
          entry: entryRef(facts, entry),
        },
      },
    },
  );
}
