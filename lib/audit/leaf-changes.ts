/** One value of a document that differs; null where it is not there. */
export interface LeafChange {
  path: string;
  before: string | null;
  after: string | null;
}

const mostChanges = 20;
const longest = 400;

/** What differs between two documents, value by value in the order of the later one; cut where it is much. */
export function leafChanges(before: unknown, after: unknown): { changes: LeafChange[]; more: number } {
  const [was, is] = [leaves(before), leaves(after)];
  const paths = [...new Set([...is.keys(), ...was.keys()])].filter((path) => was.get(path) !== is.get(path));
  const changes = paths.slice(0, mostChanges).map((path) => ({
    path,
    before: cut(was.get(path)),
    after: cut(is.get(path)),
  }));
  return { changes, more: paths.length - changes.length };
}

function leaves(value: unknown, path = "", found = new Map<string, string>()): Map<string, string> {
  if (typeof value !== "object" || value === null) {
    if (value !== undefined && value !== null)
      found.set(path, typeof value === "string" ? value : JSON.stringify(value));
    return found;
  }
  for (const [name, part] of Object.entries(value))
    leaves(part, path === "" ? name : `${path} › ${name}`, found);
  return found;
}

function cut(text: string | undefined): string | null {
  if (text === undefined) return null;
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}
