/** An address as standards write one: what may not stand in it is encoded, and nothing else is touched. */
export function iriOf(address: string): string {
  return address.replace(/[\s<>"{}|\\^`\u0000-\u001f\u007f]|%(?![0-9A-Fa-f]{2})/gu, (found) =>
    encodeURIComponent(found),
  );
}

/** A value as text: text as it is, anything else as JSON. */
export function describedAs(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
