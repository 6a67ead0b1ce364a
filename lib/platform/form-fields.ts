import { pointerOf } from "./documents";

/** What a form's fields say as a document, and at which field each place of it stands. */
export interface FormDocument {
  document: Record<string, unknown>;
  /** Name of the field (or of the row) that a JSON Pointer into the document came from. */
  fieldOf: (pointer: string) => string;
}

interface Branch {
  field: string;
  children: Map<string, Branch | Leaf>;
}

interface Leaf {
  field: string;
  value: string;
}

const maxDepth = 8;

/**
 * A document from fields that are named by JSON Pointers, such as `/risk/0/mitigation`: blank fields are left out, rows with
 * nothing in them too, and the rows after them move up.
 */
export function documentOfFields(entries: Iterable<readonly [string, string]>): FormDocument {
  const root: Branch = { field: "", children: new Map() };
  for (const [name, text] of entries) {
    const path = name.split("/").slice(1);
    if (!name.startsWith("/") || path.length === 0 || path.length > maxDepth || text.trim() === "") continue;
    put(root, path, text);
  }
  const fields = new Map<string, string>();
  const document = build(root, [], fields);
  return {
    document: isRecord(document) ? document : {},
    fieldOf: (pointer) => {
      for (let at = pointer; at !== ""; at = at.slice(0, at.lastIndexOf("/"))) {
        const field = fields.get(at);
        if (field !== undefined) return `${field}${pointer.slice(at.length)}`;
      }
      return pointer;
    },
  };
}

function put(root: Branch, path: readonly string[], value: string): void {
  let at = root;
  for (const part of path.slice(0, -1)) {
    const known = at.children.get(part);
    const next: Branch =
      known !== undefined && "children" in known
        ? known
        : { field: `${at.field}/${part}`, children: new Map() };
    at.children.set(part, next);
    at = next;
  }
  const last = path.at(-1) ?? "";
  at.children.set(last, { field: `${at.field}/${last}`, value });
}

function build(node: Branch | Leaf, path: readonly PropertyKey[], fields: Map<string, string>): unknown {
  fields.set(pointerOf(path), node.field);
  if ("value" in node) return node.value;
  const keys = [...node.children.keys()];
  if (keys.length > 0 && keys.every((key) => /^\d{1,4}$/.test(key))) {
    const rows = keys.sort((a, b) => Number(a) - Number(b));
    return rows.map((key, index) => childOf(node, key, [...path, index], fields));
  }
  // Own properties whatever their names, so that none reaches a prototype.
  return Object.fromEntries(keys.map((key) => [key, childOf(node, key, [...path, key], fields)]));
}

function childOf(
  node: Branch,
  key: string,
  path: readonly PropertyKey[],
  fields: Map<string, string>,
): unknown {
  const child = node.children.get(key);
  return child === undefined ? undefined : build(child, path, fields);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
