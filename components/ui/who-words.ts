/** Names in a sentence; beyond `max` their number. */
export function whoWords(
  people: readonly { name: string }[],
  { max = 3, or = false }: { max?: number; or?: boolean } = {},
): string {
  const names = people.map(({ name }) => name);
  const joint = or ? "or" : "and";
  if (names.length <= 1) return names.join("");
  if (names.length <= max) return `${names.slice(0, -1).join(", ")} ${joint} ${names.at(-1) ?? ""}`;
  return `${names.slice(0, max - 1).join(", ")} ${joint} ${names.length - max + 1} others`;
}
