/**
 * Whether an event of the stream can change what a release's page shows: its own entries, and those about no release, since
 * freezes, the organisation's hold, rights, roles, people and rotas reach every one.
 * @param release slug
 */
export function reaches(release: string, data: string): boolean {
  const event: unknown = parsed(data);
  if (typeof event !== "object" || event === null || !("release" in event)) return false;
  return event.release === null || event.release === release;
}

function parsed(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return null;
  }
}
