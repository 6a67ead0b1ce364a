import type { Reader } from "@/lib/platform/db";
import { readTemplate, type Template } from "@/lib/releases/template-parse";

// A published version never changes, so it is parsed once in a process; the same objects also keep the digests computed for them.
const byId = new Map<string, Template>();
const kept = 500;

/** A published template version as rules read it. */
export function templateOf({ id, document }: { id: string; document: object }): Template {
  const template = byId.get(id) ?? parseStored(document);
  if (byId.size >= kept) byId.clear();
  byId.set(id, template);
  return template;
}

/** The same by its id alone: the document is read only where this process has not parsed it yet. */
export async function loadTemplate(db: Reader, id: string): Promise<Template> {
  const known = byId.get(id);
  if (known !== undefined) return known;
  const { document } = await db.templateVersion.findUniqueOrThrow({
    where: { id },
    select: { document: true },
  });
  return templateOf({ id, document: Object(document) });
}

function parseStored(document: object): Template {
  const read = readTemplate(document);
  if (read.ok) return read.value.template;
  throw new Error(
    `a stored template is not valid: ${read.faults.map((fault) => `${fault.path} ${fault.message}`).join("; ")}`,
  );
}
