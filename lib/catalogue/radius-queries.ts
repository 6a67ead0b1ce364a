import type { Actor } from "@/lib/identity/actor";
import type { Reader } from "@/lib/platform/db";
import { notFound } from "@/lib/platform/errors";
import { dependentsOf, dependentsOfAll } from "./dependents";
import { loadGraph } from "./graph-queries";
import type { BlastRadius, GraphComponent, Touched } from "./schemas";

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
  return {
    releases: own.releases,
    dependents: dependentsOf(key, declaredIn(graph)).flatMap(({ key: user, through }) => {
      const component = known.get(user);
      if (component === undefined) return [];
      return [{ key: user, title: component.title, through, releases: component.releases }];
    }),
  };
}

/** What is touched where several components are changed at once: they, and what is built on them. */
export async function touchedBy(
  db: Reader,
  { keys, actor }: { keys: readonly string[]; actor: Actor },
): Promise<Touched> {
  const graph = await loadGraph(db, actor);
  const titles = new Map(graph.map(({ key, title }) => [key, title]));
  return {
    components: keys.map((key) => ({ key, title: titles.get(key) ?? key })),
    dependents: dependentsOfAll(keys, declaredIn(graph)).map(({ key, through }) => ({
      key,
      title: titles.get(key) ?? key,
      through,
    })),
  };
}

function declaredIn(graph: readonly GraphComponent[]): Map<string, readonly string[]> {
  return new Map(graph.map(({ key, dependsOn }) => [key, dependsOn]));
}
