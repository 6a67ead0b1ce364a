import { setTimeout } from "node:timers/promises";
import { afterAll } from "vitest";
import type { Kernel } from "@/lib/platform/command";
import { connect } from "@/lib/platform/db";

type Point = "locked" | "before-commit";
type Act = (kernel: Kernel) => Promise<unknown>;

export interface Interleaved {
  first: PromiseSettledResult<unknown>;
  second: PromiseSettledResult<unknown>;
  /** Whether the second had to wait until the first was let go on. */
  secondWaited: boolean;
}

/** Nothing keeps two commands apart: neither the locks, nor the row that marks a list as due, which both write at their end. */
export function withoutLocks(kernel: Kernel): Kernel {
  return { ...kernel, takeLocks: () => Promise.resolve(), enqueue: () => Promise.resolve() };
}

/** Runs commands against each other on one database. Make it at the top of a file; it looks on through a connection of its own. */
export function interleaver(urlOf: () => string) {
  let watch: ReturnType<typeof connect> | undefined;
  afterAll(() => watch?.close());

  /** Stops the first at the point, starts the second, and lets the first go on once the second has ended or waits for a lock. */
  return async function interleave(
    kernel: Kernel,
    { first, second, point = "before-commit" }: { first: Act; second: Act; point?: Point },
  ): Promise<Interleaved> {
    watch ??= connect(urlOf(), { role: null, max: 1 });
    const { pool } = watch;
    const stop = stopAt(point);
    const one = settled(first({ ...kernel, probe: stop.probe }));
    await Promise.race([stop.reached, one.result]);
    if (one.isSettled())
      return { first: await one.result, second: await settled(second(kernel)).result, secondWaited: false };
    const two = settled(second(kernel));
    await eventually(async () => two.isSettled() || (await waitsForLock(pool)));
    const secondWaited = !two.isSettled();
    stop.release();
    return { first: await one.result, second: await two.result, secondWaited };
  };
}

/** Asks again until it is so; fails after thirty seconds. */
export async function eventually(isSo: () => Promise<boolean> | boolean): Promise<void> {
  const end = Date.now() + 30_000;
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error("it did not come about within thirty seconds");
    await setTimeout(5);
  }
}

/** @param pool of the database's owner: others' waiting is not shown to the application */
export async function waitsForLock(pool: ReturnType<typeof connect>["pool"]): Promise<boolean> {
  const { rows } = await pool.query(
    "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
  );
  return rows.length > 0;
}

/** A probe that stops the first command that comes to the point. */
export function stopAt(point: Point): {
  probe: NonNullable<Kernel["probe"]>;
  reached: Promise<void>;
  release: () => void;
} {
  let reach = (): void => undefined;
  let release = (): void => undefined;
  const reached = new Promise<void>((resolve) => (reach = resolve));
  const released = new Promise<void>((resolve) => (release = resolve));
  const probe = async (at: Point): Promise<void> => {
    if (at !== point) return;
    reach();
    await released;
  };
  return { probe, reached, release: () => release() };
}

function settled(promise: Promise<unknown>): {
  result: Promise<PromiseSettledResult<unknown>>;
  isSettled: () => boolean;
} {
  let done = false;
  const result = Promise.allSettled([promise]).then(([outcome]) => {
    done = true;
    return outcome;
  });
  return { result, isSettled: () => done };
}
