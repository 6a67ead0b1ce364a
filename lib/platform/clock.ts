/** Where `now` comes from: milliseconds, so that what is stored equals what was compared. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };

/** The system's clock moved by a settable offset; for seeds with history and for tests. */
export function shiftedClock(offsetMs = 0): Clock & { shift(ms: number): void; set(at: Date): void } {
  let offset = offsetMs;
  return {
    now: () => new Date(Date.now() + offset),
    shift: (ms) => void (offset += ms),
    set: (at) => void (offset = at.getTime() - Date.now()),
  };
}
