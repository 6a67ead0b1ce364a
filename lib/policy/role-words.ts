/** A role's key as words. */
export function roleWords(role: string): string {
  return role.replaceAll("-", " ");
}
