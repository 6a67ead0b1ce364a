import { readTemplate, type Template } from "@/lib/releases/template-parse";

// A published version never changes, so it is parsed once in a process; the same objects also keep the digests computed for them.
const byId = new Map<string, Template>();
const byDocument = new WeakMap<object, Template>();
const kept = 500;

/** A published template version as rules read it. */
export function templateOf({ id, document }: { id: string; document: object }): Template {
  const template = byId.get(id) ?? parseStored(document);
  if (byId.size >= kept) byId.clear();
  byId.set(id, template);
  byDocument.set(document, template);
  return template;
}

/** Stages of a stored template document. */
export function stagesOf(document: object): Template["stages"] {
  const template = byDocument.get(document) ?? parseStored(document);
  byDocument.set(document, template);
  return template.stages;
}

function parseStored(document: object): Template {
  const read = readTemplate(document);
  if (read.ok) return read.value.template;
  throw new Error(
    `a stored template is not valid: ${read.faults.map((fault) => `${fault.path} ${fault.message}`).join("; ")}`,
  );
}
