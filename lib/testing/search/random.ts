/** Random choices that a seed repeats (mulberry32). */
export interface Dice {
  below: (n: number) => number;
  chance: (p: number) => boolean;
  one: <T>(items: readonly T[]) => T;
  some: <T>(items: readonly T[], p?: number) => T[];
}

export function dice(seed: number): Dice {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (n: number): number => Math.floor(next() * n);
  return {
    below,
    chance: (p) => next() < p,
    one: (items) => {
      const item = items[below(items.length)];
      if (item === undefined) throw new Error("nothing to choose from");
      return item;
    },
    some: (items, p = 0.4) => items.filter(() => next() < p),
  };
}
