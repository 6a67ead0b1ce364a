import type { Actor } from "@/lib/identity/actor";
import type { Reader } from "@/lib/platform/db";
import { notFound } from "@/lib/platform/errors";
import { dependentsOf } from "./dependents";
import { loadGraph } from "./graph-queries";
import type { BlastRadius, GraphComponent } from "./schemas";

/** What pausing a component would stop, and what is built on it; of releases those that the caller sees. */
export async function blastRadius(
  db: Reader,
  { key, actor }: { key: string; actor: Actor },
): Promise<BlastRadius> {
  return radiusIn(await loadGraph(db, actor), key);
}

/** The same in a graph that is read already. */
export function radiusIn(graph: readonly GraphComponent[], key: string): BlastRadius {
  const known = new Map(graph.map((component) => [component.key, component]));
  const own = known.get(key);
  if (own === undefined) throw notFound("component");
  const declared = new Map(graph.map((component) => [component.key, component.dependsOn]));
  return {
    releases: own.releases,
    dependents: dependentsOf(key, declared).flatMap(({ key: user, through }) => {
      const component = known.get(user);
      if (component === undefined) return [];
      return [{ key: user, title: component.title, through, releases: component.releases }];
    }),
  };
}
