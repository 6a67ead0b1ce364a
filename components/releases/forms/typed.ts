/** What the fields of a form held when it was sent, by name. */
export type Typed = Readonly<Record<string, readonly string[]>>;

export function firstOf(typed: Typed, name: string): string {
  return (Object.hasOwn(typed, name) ? typed[name]?.[0] : undefined) ?? "";
}

export function allOf(typed: Typed, name: string): readonly string[] {
  return (Object.hasOwn(typed, name) ? typed[name] : undefined) ?? [];
}

/** Numbers of the rows of a list in which something stands. */
export function rowsIn(typed: Typed, list: string): number[] {
  const rows = Object.entries(typed).flatMap(([name, values]) => {
    if (!name.startsWith(`${list}/`) || values.every((value) => value === "")) return [];
    const row = Number(name.slice(list.length + 1).split("/")[0]);
    return Number.isInteger(row) && row >= 0 ? [row] : [];
  });
  return [...new Set(rows)].sort((a, b) => a - b);
}

/** A document as the fields that would say it. */
export function typedOf(document: unknown, prefix = ""): Typed {
  if (typeof document === "string") return { [prefix]: [document] };
  if (typeof document !== "object" || document === null) return {};
  return Object.assign(
    {},
    ...Object.entries(document).map(([part, value]) => typedOf(value, `${prefix}/${part}`)),
  ) as Typed;
}
