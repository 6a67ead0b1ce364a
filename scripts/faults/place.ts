import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Dice } from "@/lib/testing/search/random";
import { type Installation, makeInstallation } from "./installation";

/** A folder that whoever runs the database may enter. */
export async function makeFolder(name: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), `countersign-${name}-`));
  await chmod(folder, 0o711);
  return folder;
}

/** Works with an installation in a folder of its own, and leaves nothing behind. */
export async function withInstallation<T>(
  name: string,
  work: (installation: Installation) => Promise<T>,
): Promise<T> {
  const folder = await makeFolder(name);
  const installation = await makeInstallation(folder);
  try {
    return await work(installation);
  } finally {
    await installation.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

export function shuffled<T>(items: readonly T[], own: Dice): T[] {
  const left = [...items];
  return items.flatMap(() => left.splice(own.below(left.length), 1));
}
