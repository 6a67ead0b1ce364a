/** The roles of a form in which other names are chosen (`role:x`) than stood there when it was shown (`was:x`). */
export function changedRoles(entries: readonly (readonly [string, string])[]): Record<string, string[]> {
  const shown = entries.flatMap(([name, value]) =>
    name.startsWith("was:") ? [[name.slice("was:".length), value] as const] : [],
  );
  return Object.fromEntries(
    shown.flatMap(([role, names]) => {
      const chosen = entries.flatMap(([name, value]) => (name === `role:${role}` ? [value] : []));
      const was = names.split(" ").filter((name) => name !== "");
      return isSame(was, chosen) ? [] : [[role, chosen]];
    }),
  );
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((name) => b.includes(name));
}
