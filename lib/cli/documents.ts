import { wrongUsage } from "@/lib/cli/failure";
import { readDocumentFile } from "@/lib/cli/files";
import type { Io } from "@/lib/cli/io";
import { columns } from "@/lib/cli/text";
import { defaultLimits, type DocumentFault, parseDocument } from "@/lib/platform/documents";

/** The object in a YAML or JSON file; every fault is told with line and column. */
export async function readObject(
  io: Io,
  file: string,
  maxBytes = defaultLimits.maxBytes,
): Promise<Record<string, unknown>> {
  const { name, value } = await readDocument(io, file, maxBytes);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw wrongUsage(
      `${name} cannot be used: its outermost value is not an object.`,
      "It holds names and values, such as slug: silero-vad-v6",
    );
  }
  return value as Record<string, unknown>;
}

/** The value in a YAML or JSON file, whatever it is. */
export async function readDocument(
  io: Io,
  file: string,
  maxBytes = defaultLimits.maxBytes,
): Promise<{ name: string; value: unknown }> {
  const { name, bytes, format } = await readDocumentFile(io, file);
  const parsed = parseDocument(bytes, format, { ...defaultLimits, maxBytes });
  if (!parsed.ok) throw wrongUsage(`${name} cannot be used:`, faultText(parsed.faults));
  return { name, value: parsed.value };
}

/** Faults of a document, one a line. */
export function faultText(faults: readonly DocumentFault[]): string {
  const rows = faults.map(({ path, message, line, column }) => [
    `${path === "" ? "the whole" : path}${line === undefined ? "" : ` (line ${line}, column ${column ?? 1})`}`,
    message,
  ]);
  return columns(rows, { indent: 2, width: 110 }).trimEnd();
}
