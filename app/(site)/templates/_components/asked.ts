/** The number of a version as addresses name one; null for anything else. */
export function versionOf(text: string | undefined): number | null {
  return text !== undefined && /^[1-9]\d{0,8}$/.test(text) ? Number(text) : null;
}
