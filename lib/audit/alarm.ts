/** What whoever looks at a page has to know at once, before the page has read itself anew. */
export interface Alarm {
  /** Slug of the release: what is said of it later takes the place of what was said before. */
  about: string;
  text: string;
  /** Where it is dealt with. */
  href: string;
}

/** Older ones were missed while the stream was away: the page shows what came of them. */
const freshMs = 60_000;

/**
 * What an event of the stream says, where it is an alarm; null for all others.
 * @param now epoch ms
 */
export function alarmIn(data: string, now: number): Alarm | null {
  const event = eventIn(data);
  if (event === null || now - Date.parse(event.at) > freshMs) return null;
  const { type, release, subjects } = event;
  if (type === "breach.opened")
    return { about: release, text: `Breach found on ${release}.`, href: `/releases/${release}/rollbacks` };
  // A drill's is practice.
  if (type !== "rollback.proposed" || subjects["drill"] !== undefined) return null;
  const { rollback } = subjects;
  return typeof rollback === "string"
    ? { about: release, text: `A rollback of ${release} is proposed.`, href: `/rollbacks/${rollback}` }
    : null;
}

interface Told {
  type: unknown;
  at: string;
  release: string;
  subjects: Record<string, unknown>;
}

function eventIn(data: string): Told | null {
  try {
    const event = JSON.parse(data) as Partial<Told> | null;
    return typeof event?.release === "string" && typeof event.at === "string"
      ? { type: event.type, at: event.at, release: event.release, subjects: event.subjects ?? {} }
      : null;
  } catch {
    return null;
  }
}
