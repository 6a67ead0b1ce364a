import { readFile, rename, writeFile } from "node:fs/promises";

/** The last checkpoint as it is kept beside the database, so that nobody who rules only the database can set the log back. */
export async function readCheckpointFile(path: string): Promise<string | null> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}

/** Renamed into place: half a checkpoint would keep the log from being signed. */
export async function writeCheckpointFile(path: string, note: string): Promise<void> {
  await writeFile(`${path}.new`, note);
  await rename(`${path}.new`, path);
}
