import { partWords, roleWords } from "@/components/gates/status";

/** Where a change stands, as a way through the document: "Evaluate › Data schema" by keys. */
export function placeWords(path: string): string {
  const parts = path.split("/").slice(1).map(decoded);
  const shown = parts.filter(
    (part, index) => !(isFolder(part) && index % 2 === 0 && index < parts.length - 1),
  );
  return shown.length === 0
    ? "the whole document"
    : shown.map((part) => part.replaceAll("-", " ")).join(" › ");
}

const folders = ["stages", "gates", "requirements", "criteria", "steps"];

function isFolder(part: string): boolean {
  return folders.includes(part);
}

function decoded(part: string): string {
  return part.replaceAll("~1", "/").replaceAll("~0", "~");
}

interface SlotLike {
  roles: string[];
  count?: number;
  meaning?: string;
  allowAuthor?: boolean;
}

/** A value of a template as people read it; what is long is cut. */
export function valueWords(value: unknown): string {
  const text = wordsOf(value);
  return text.length > 400 ? `${text.slice(0, 397)}…` : text;
}

function wordsOf(value: unknown): string {
  if (value === undefined || value === null) return "nothing";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "string") return value;
  if (Array.isArray(value)) {
    if (value.length === 0) return "none";
    if (value.every(isSlot)) return value.map(slotWords).join(", and ");
    if (value.every((item) => typeof item === "string")) return value.map(partWords).join(", ");
  }
  if (isTitled(value)) return value.title ?? value.key;
  return JSON.stringify(value);
}

function isSlot(value: unknown): value is SlotLike {
  return typeof value === "object" && value !== null && "roles" in value && Array.isArray(value.roles);
}

function slotWords({ roles, count = 1, meaning, allowAuthor }: SlotLike): string {
  const who = `${count === 1 ? "one" : count} ${roles.map(roleWords).join(" or ")}`;
  const author = allowAuthor === true ? " (may be an author)" : "";
  return `${who}${author}${meaning === undefined ? "" : ` stating “${meaning}”`}`;
}

function isTitled(value: unknown): value is { key: string; title?: string } {
  return typeof value === "object" && value !== null && "key" in value && typeof value.key === "string";
}

/** Texts of several lines, or long ones, are compared line by line. */
export function isProse(before: unknown, after: unknown): boolean {
  if (typeof before !== "string" || typeof after !== "string") return false;
  return before.length > 90 || after.length > 90 || before.includes("\n") || after.includes("\n");
}
