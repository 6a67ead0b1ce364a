/** Where a drawing places a component; its box begins there. */
export interface PlacedNode {
  key: string;
  /** Column from the left: everything that it depends on stands further left. */
  layer: number;
  x: number;
  y: number;
}

/** A dependency as a way of points from what is used to what uses it. */
export interface PlacedEdge {
  used: string;
  user: string;
  points: readonly Point[];
  /** It closes a circle, and so is the one that goes against the others. */
  closesCircle: boolean;
}

export interface Point {
  x: number;
  y: number;
}

export interface Layout {
  width: number;
  height: number;
  nodes: PlacedNode[];
  edges: PlacedEdge[];
}

interface Measures {
  nodeWidth: number;
  nodeHeight: number;
  /** Between two columns, where the ways bend. */
  columnGap: number;
  rowGap: number;
  /** What a way takes of a column that it only passes. */
  laneHeight: number;
}

export const drawingMeasures: Measures = {
  nodeWidth: 190,
  nodeHeight: 56,
  columnGap: 56,
  rowGap: 16,
  laneHeight: 8,
};

/** What stands in a column: a component, or a lane for ways that only pass. */
interface Slot {
  id: string;
  key: string | null;
  layer: number;
  /** Slots of the column before and after that ways lead to. */
  before: string[];
  after: string[];
}

interface Edge {
  used: string;
  user: string;
  closesCircle: boolean;
}

/**
 * Draws dependencies in columns, each component right of everything that it depends on. The same input gives the same drawing,
 * whatever the order it is given in; no box lies over another, and no way crosses a box.
 * @param declared what every component depends on, by key; what is not a key of it is left out
 */
export function layoutOf(
  declared: ReadonlyMap<string, readonly string[]>,
  measures: Measures = drawingMeasures,
): Layout {
  const keys = [...declared.keys()].toSorted();
  const edges = edgesOf(keys, declared);
  const layers = layersOf(keys, edges);
  const slots = slotsOf(keys, edges, layers);
  const columns = orderedColumns(slots);
  return placed({ columns, slots, edges, layers, measures });
}

/** Dependencies in order, with those marked that would lead back on the way from one component to the next. */
function edgesOf(keys: readonly string[], declared: ReadonlyMap<string, readonly string[]>): Edge[] {
  const closing = new Set<string>();
  const state = new Map<string, "open" | "done">();
  const usedBy = (key: string): string[] =>
    [...new Set(declared.get(key) ?? [])].filter((used) => declared.has(used)).toSorted();
  for (const start of keys) {
    if (state.has(start)) continue;
    state.set(start, "open");
    const stack = [{ key: start, left: usedBy(start) }];
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const next = top.left.shift();
      if (next === undefined) {
        state.set(top.key, "done");
        stack.pop();
      } else if (state.get(next) === "open") closing.add(edgeId(next, top.key));
      else if (!state.has(next)) {
        state.set(next, "open");
        stack.push({ key: next, left: usedBy(next) });
      }
    }
  }
  return keys.flatMap((user) =>
    usedBy(user).map((used) => ({ used, user, closesCircle: closing.has(edgeId(used, user)) })),
  );
}

/** The longest way to each component from one that depends on nothing. */
function layersOf(keys: readonly string[], edges: readonly Edge[]): Map<string, number> {
  const forward = edges.filter(({ closesCircle }) => !closesCircle);
  const left = new Map(keys.map((key) => [key, 0]));
  for (const { user } of forward) left.set(user, (left.get(user) ?? 0) + 1);
  const users = new Map<string, string[]>();
  for (const { used, user } of forward) users.set(used, [...(users.get(used) ?? []), user]);
  const layers = new Map(keys.map((key) => [key, 0]));
  const queue = keys.filter((key) => left.get(key) === 0);
  for (const key of queue)
    for (const user of users.get(key) ?? []) {
      layers.set(user, Math.max(layers.get(user) ?? 0, (layers.get(key) ?? 0) + 1));
      const open = (left.get(user) ?? 0) - 1;
      left.set(user, open);
      if (open === 0) queue.push(user);
    }
  return layers;
}

/** A way over several columns takes a lane in each between; ways from one component share it. */
function slotsOf(
  keys: readonly string[],
  edges: readonly Edge[],
  layers: ReadonlyMap<string, number>,
): Map<string, Slot> {
  const slots = new Map<string, Slot>();
  const slotAt = (id: string, layer: number, key: string | null): Slot => {
    const known = slots.get(id) ?? { id, key, layer, before: [], after: [] };
    slots.set(id, known);
    return known;
  };
  for (const key of keys) slotAt(key, layers.get(key) ?? 0, key);
  for (const edge of edges) {
    let last = slotAt(edge.used, layers.get(edge.used) ?? 0, edge.used);
    for (const { id, layer, key } of stopsOf(edge, layers)) {
      const next = slotAt(id, layer, key);
      const [before, after] = last.layer < layer ? [last, next] : [next, last];
      if (before.layer < after.layer && !before.after.includes(after.id)) {
        before.after.push(after.id);
        after.before.push(before.id);
      }
      last = next;
    }
  }
  return slots;
}

/** Where a way goes after what is used: lanes, then what uses it. One that closes a circle goes back, in lanes of its own. */
function stopsOf(
  { used, user, closesCircle }: Edge,
  layers: ReadonlyMap<string, number>,
): { id: string; layer: number; key: string | null }[] {
  const [from, to] = [layers.get(used) ?? 0, layers.get(user) ?? 0];
  const stops: { id: string; layer: number; key: string | null }[] = [];
  if (closesCircle)
    for (let layer = from; layer >= to; layer -= 1)
      stops.push({ id: `back ${used} ${user} ${layer}`, layer, key: null });
  else
    for (let layer = from + 1; layer < to; layer += 1)
      stops.push({ id: `lane ${used} ${layer}`, layer, key: null });
  return [...stops, { id: user, layer: to, key: user }];
}

const sweeps = 6;

/** Columns with what is connected near to each other, to cross as little as is cheap to find. */
function orderedColumns(slots: ReadonlyMap<string, Slot>): Slot[][] {
  const columns: Slot[][] = [];
  for (const slot of [...slots.values()].toSorted((a, b) => compare(a.id, b.id)))
    (columns[slot.layer] ??= []).push(slot);
  for (let sweep = 0; sweep < sweeps; sweep += 1) {
    const isForward = sweep % 2 === 0;
    const order = isForward ? [...columns.keys()] : [...columns.keys()].toReversed();
    for (const at of order) columns[at] = sortedBy(columns, at, isForward ? "before" : "after");
  }
  return columns;
}

function sortedBy(columns: readonly Slot[][], at: number, side: "before" | "after"): Slot[] {
  const column = columns[at] ?? [];
  const neighbours = columns[side === "before" ? at - 1 : at + 1] ?? [];
  const places = new Map(neighbours.map(({ id }, place) => [id, place / Math.max(neighbours.length, 1)]));
  const weights = column.map((slot, place) => {
    const found = slot[side].flatMap((id) => places.get(id) ?? []);
    const own = place / Math.max(column.length, 1);
    return found.length === 0 ? own : found.reduce((sum, each) => sum + each, 0) / found.length;
  });
  return column
    .map((slot, place) => ({ slot, weight: weights[place] ?? 0 }))
    .toSorted((a, b) => a.weight - b.weight || compare(a.slot.id, b.slot.id))
    .map(({ slot }) => slot);
}

function placed({
  columns,
  slots,
  edges,
  layers,
  measures,
}: {
  columns: readonly Slot[][];
  slots: ReadonlyMap<string, Slot>;
  edges: readonly Edge[];
  layers: ReadonlyMap<string, number>;
  measures: Measures;
}): Layout {
  const { nodeWidth, nodeHeight, columnGap, rowGap, laneHeight } = measures;
  const heightOf = ({ key }: Slot): number => (key === null ? laneHeight : nodeHeight);
  const columnHeight = (column: readonly Slot[]): number =>
    column.reduce((sum, slot) => sum + heightOf(slot) + rowGap, -rowGap);
  const height = Math.max(0, ...columns.map(columnHeight));
  const xOf = (layer: number): number => layer * (nodeWidth + columnGap);
  const tops = new Map<string, number>();
  for (const column of columns) {
    let y = (height - columnHeight(column)) / 2;
    for (const slot of column) {
      tops.set(slot.id, y);
      y += heightOf(slot) + rowGap;
    }
  }
  const middleOf = (slot: Slot): number => (tops.get(slot.id) ?? 0) + heightOf(slot) / 2;
  const nodes = [...slots.values()]
    .filter(({ key }) => key !== null)
    .map(({ id, layer }) => ({ key: id, layer, x: xOf(layer), y: tops.get(id) ?? 0 }));
  return {
    width: columns.length === 0 ? 0 : xOf(columns.length - 1) + nodeWidth,
    height,
    nodes,
    edges: edges.map((edge) => ({
      ...edge,
      points: wayOf(edge, { slots, layers, middleOf, xOf, nodeWidth }),
    })),
  };
}

/** Out at the right of what is used, in at the left of what uses it, level while it passes a column. */
function wayOf(
  edge: Edge,
  {
    slots,
    layers,
    middleOf,
    xOf,
    nodeWidth,
  }: {
    slots: ReadonlyMap<string, Slot>;
    layers: ReadonlyMap<string, number>;
    middleOf: (slot: Slot) => number;
    xOf: (layer: number) => number;
    nodeWidth: number;
  },
): Point[] {
  const used = slots.get(edge.used);
  const stops = stopsOf(edge, layers).flatMap(({ id }) => slots.get(id) ?? []);
  const user = stops.pop();
  if (used === undefined || user === undefined) return [];
  const start = { x: xOf(used.layer) + nodeWidth, y: middleOf(used) };
  const end = { x: xOf(user.layer), y: middleOf(user) };
  if (!edge.closesCircle) {
    const level = (slot: Slot): Point[] => [
      { x: xOf(slot.layer), y: middleOf(slot) },
      { x: xOf(slot.layer) + nodeWidth, y: middleOf(slot) },
    ];
    return [start, ...stops.flatMap(level), end];
  }
  const back = (slot: Slot): Point[] => [
    { x: xOf(slot.layer) + nodeWidth + turn, y: middleOf(slot) },
    { x: xOf(slot.layer) - turn, y: middleOf(slot) },
  ];
  return [start, { ...start, x: start.x + turn }, ...stops.flatMap(back), { ...end, x: end.x - turn }, end];
}

/** So far beside a box a way that goes back turns round. */
const turn = 12;

function edgeId(used: string, user: string): string {
  return `${used} ${user}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
