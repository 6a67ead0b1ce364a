import { withNeighbours } from "./neighbourhood";
import type { ComponentFilter } from "./component-queries";
import type { GraphComponent } from "./schemas";

/** What a drawing of some components shows. */
interface DrawnComponents {
  /** What was asked for, with what it is connected with; by key. */
  shown: GraphComponent[];
  /** Keys of those that are shown because they are connected with what was asked for. */
  quiet: Set<string>;
  /** Asked for, and connected with nothing: a drawing has nothing to say of them. */
  alone: GraphComponent[];
}

/** Components that a filter names, as the list reads it. */
export function matching(
  graph: readonly GraphComponent[],
  { q, team, kind, tier, state }: Pick<ComponentFilter, "q" | "team" | "kind" | "tier" | "state">,
): GraphComponent[] {
  const text = q?.toLowerCase();
  return graph.filter(
    (component) =>
      (team === undefined || component.owner === team) &&
      (kind === undefined || component.kind === kind) &&
      (tier === undefined || component.tier === tier) &&
      (state === undefined || isSo[state](component)) &&
      (text === undefined || `${component.key} ${component.title}`.toLowerCase().includes(text)),
  );
}

const isSo: Record<NonNullable<ComponentFilter["state"]>, (component: GraphComponent) => boolean> = {
  "in-flight": ({ releases }) => releases.some(({ state }) => state === "active"),
  paused: ({ isPaused }) => isPaused,
  "not-live": ({ live }) => live === null,
};

/** What to draw for some components: they and what they are connected with directly. */
export function drawnFor(
  graph: readonly GraphComponent[],
  asked: readonly GraphComponent[],
): DrawnComponents {
  const declared = new Map(graph.map(({ key, dependsOn }) => [key, dependsOn]));
  const own = new Set(asked.map(({ key }) => key));
  const all = withNeighbours([...own], declared);
  const connected = new Set(
    graph.flatMap(({ key, dependsOn }) =>
      dependsOn.flatMap((used) => (all.has(key) && all.has(used) && used !== key ? [key, used] : [])),
    ),
  );
  return {
    shown: graph.filter(({ key }) => connected.has(key)),
    quiet: new Set([...connected].filter((key) => !own.has(key))),
    alone: asked.filter(({ key }) => !connected.has(key)),
  };
}
