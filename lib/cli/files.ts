import { readFile } from "node:fs/promises";
import { extname, resolve } from "node:path";

import { wrongUsage } from "@/lib/cli/failure";
import type { Io } from "@/lib/cli/io";

export interface ReadFile {
  /** As a message names it. */
  name: string;
  bytes: Buffer;
  format: "yaml" | "json";
}

/** A document that the command line names; `-` is standard input. */
export async function readDocumentFile(io: Io, name: string): Promise<ReadFile> {
  if (name === "-") {
    const bytes = await io.readStdin();
    return { name: "standard input", bytes, format: formatOf("", bytes) };
  }
  const bytes = await readFile(resolve(io.cwd, name)).catch((error: unknown) => {
    throw wrongUsage(`Cannot read ${name}: ${fileFault(error)}.`, "Paths begin in the working folder.");
  });
  return { name, bytes, format: formatOf(name, bytes) };
}

// JSON is read as JSON for its better messages; YAML would take it as well.
function formatOf(name: string, bytes: Buffer): "yaml" | "json" {
  const extension = extname(name).toLowerCase();
  if (extension === ".json") return "json";
  if (extension === ".yaml" || extension === ".yml") return "yaml";
  return /^\s*[{[]/.test(bytes.toString("utf8", 0, 200)) ? "json" : "yaml";
}

/** Why a file cannot be read, in words. */
export function fileFault(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const words: Readonly<Record<string, string>> = {
    ENOENT: "there is no such file",
    EISDIR: "it is a folder",
    EACCES: "reading it is not allowed",
    EPERM: "reading it is not allowed",
    ENOTDIR: "a part of its path is no folder",
    ENAMETOOLONG: "its path is too long",
    ELOOP: "its links lead in a circle",
  };
  return words[code] ?? (error instanceof Error ? error.message : "it cannot be read");
}
