import type { shiftedClock } from "@/lib/platform/clock";

/** What happens on one release; each yield is a wait in hours, in which others act and people go home unless it is within a sitting. */
export type Story = AsyncGenerator<number | Sitting, void, void>;

interface Sitting {
  hours: number;
}

/** A wait of whoever is in the middle of something: nobody else acts meanwhile, and the evening waits too. */
export function sittingFor(hours: number): Sitting {
  return { hours };
}

export interface Scene {
  /** When it begins, in days before the end. */
  daysAgo: number;
  story: Story;
  /** Emergencies do not wait for the morning. */
  isUrgent?: boolean;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
export const workday = { from: 8, to: 18 };

/**
 * Plays stories side by side on one clock, whichever comes next, so that the ledger is in the order of time. People act
 * on working days; what would come after the end happens at the end.
 */
export async function direct(
  scenes: readonly Scene[],
  { clock, end }: { clock: ReturnType<typeof shiftedClock>; end: Date },
): Promise<void> {
  const waiting = scenes.map(({ daysAgo, story, isUrgent = false }) => {
    const timeOf = isUrgent ? (at: number) => at : workingTime;
    return { at: timeOf(end.getTime() - daysAgo * dayMs), timeOf, story };
  });
  while (waiting.length > 0) {
    const next = waiting.reduce((first, each) => (each.at < first.at ? each : first));
    let isSitting: boolean;
    do {
      const at = Math.min(Math.max(next.at, clock.now().getTime()), end.getTime());
      clock.set(new Date(at));
      const { done, value: wait } = await next.story.next();
      isSitting = typeof wait === "object";
      if (done === true) waiting.splice(waiting.indexOf(next), 1);
      else
        next.at =
          typeof wait === "object" ? at + wait.hours * hourMs : next.timeOf(at + (wait ?? 0) * hourMs);
    } while (isSitting);
  }
}

/** The instant itself on a working day's hours (UTC), else some minutes into the next working day. Epoch milliseconds. */
export function workingTime(at: number): number {
  const date = new Date(at);
  const hour = date.getUTCHours();
  const isWeekend = date.getUTCDay() % 6 === 0;
  if (!isWeekend && hour >= workday.from && hour < workday.to) return at;
  const isEarly = !isWeekend && hour < workday.from;
  const day = Math.floor(at / dayMs) * dayMs + (isEarly ? 0 : dayMs);
  return workingTime(day + workday.from * hourMs + (at % (73 * 60_000)));
}
