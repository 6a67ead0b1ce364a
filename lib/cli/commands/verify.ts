import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";

import { parseVerifierKey } from "@/lib/audit/signed-note";
import { sha256 } from "@/lib/audit/signing-key";
import { type Outcome, verifyArchive } from "@/lib/audit/verify-archive";
import { type Source, UnreadableArchive } from "@/lib/audit/verify-model";
import { argument, type Exit, exits, type Invocation } from "@/lib/cli/command";
import { wrongUsage } from "@/lib/cli/failure";
import { fileFault } from "@/lib/cli/files";
import type { Io } from "@/lib/cli/io";
import { printJson } from "@/lib/cli/text";
import { outcomeText } from "@/lib/cli/verify-text";

/** Reads files, and nothing else: no address, no token, no network. */
export async function run(invocation: Invocation): Promise<Exit> {
  const { io, flags, values } = invocation;
  const name = argument(invocation, "FILE");
  const { key } = values;
  if (key !== undefined && parseVerifierKey(sha256, key) === null)
    throw wrongUsage(`--key ${key} is no key.`, "It is name+8 digits+base64, as /api/v1/ledger/keys says.");
  const outcome = verifyFile(io, name, {
    key,
    held: await textOf(io, values["checkpoint"]),
    consistency: await textOf(io, values["consistency"]),
  });
  if (flags.has("json")) printJson(io, outcome);
  else io.write(outcomeText(io, name, outcome));
  return outcome.isSound ? exits.ok : exits.refused;
}

function verifyFile(io: Io, name: string, asked: Parameters<typeof verifyArchive>[1]): Outcome {
  const file = opened(io, name);
  try {
    return verifyArchive(sourceOf(file), asked);
  } catch (error) {
    if (error instanceof UnreadableArchive)
      throw wrongUsage(
        `${name} cannot be used: ${error.message}`,
        "It has to be an archive that countersign export saved.",
      );
    throw error;
  } finally {
    closeSync(file);
  }
}

function opened(io: Io, name: string): number {
  try {
    return openSync(resolve(io.cwd, name), "r");
  } catch (error) {
    throw wrongUsage(`Cannot read ${name}: ${fileFault(error)}.`, "Paths begin in the working folder.");
  }
}

function sourceOf(file: number): Source {
  return {
    size: fstatSync(file).size,
    readInto: (into, at) => {
      let read = 0;
      while (read < into.length) {
        const some = readSync(file, into, read, into.length - read, at + read);
        if (some === 0) break;
        read += some;
      }
      return read;
    },
  };
}

async function textOf(io: Io, name: string | undefined): Promise<string | undefined> {
  if (name === undefined) return undefined;
  return readFile(resolve(io.cwd, name), "utf8").catch((error: unknown) => {
    throw wrongUsage(`Cannot read ${name}: ${fileFault(error)}.`, "Paths begin in the working folder.");
  });
}
