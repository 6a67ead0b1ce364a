import { existsSync } from "node:fs";
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { basename, resolve } from "node:path";

import { type Exit, exits, type Invocation } from "@/lib/cli/command";
import { Failure, wrongUsage } from "@/lib/cli/failure";
import { fileFault } from "@/lib/cli/files";
import { type Api, path } from "@/lib/cli/http";
import { printJson, sizeText } from "@/lib/cli/text";

/** Saved beside its name until it is whole: half an archive would look like one that was tampered with. */
export async function run(invocation: Invocation): Promise<Exit> {
  const { io, flags, values } = invocation;
  const at = addressOf(invocation);
  const api = invocation.api();
  const given = values["output"];
  const draft = resolve(io.cwd, `${given ?? "countersign-export"}.${process.pid}.part`);
  const file = await open(draft, "w").catch((error: unknown) => {
    throw wrongUsage(`Cannot write ${draft}: ${fileFault(error)}.`, "Give another place with -o FILE.");
  });
  try {
    const { fileName, bytes } = await received(api, { at, file, draft });
    const name = given ?? savedName(fileName);
    const target = resolve(io.cwd, name);
    if (given === undefined && existsSync(target))
      throw new Failure(exits.usage, `${name} is there already.`, ["Say where to save it: -o FILE"]);
    await rename(draft, target);
    if (flags.has("json")) printJson(io, { file: target, bytes });
    else io.write(`Saved ${name} (${sizeText(bytes)}).\nNext: countersign verify ${name}\n`);
    return exits.ok;
  } finally {
    await rm(draft, { force: true });
  }
}

async function received(
  api: Api,
  { at, file, draft }: { at: string; file: FileHandle; draft: string },
): Promise<{ fileName: string | null; bytes: number }> {
  try {
    return await api.download(at, "application/x-tar", {
      begin: () => file.truncate(0),
      write: async (chunk, position) => {
        await file.write(chunk, 0, chunk.length, position).catch((error: unknown) => {
          throw wrongUsage(`Cannot write ${draft}: ${fileFault(error)}.`, "Give another place with -o FILE.");
        });
      },
    });
  } finally {
    await file.close();
  }
}

function addressOf({ arguments: given, values, flags }: Invocation): string {
  const slug = given["SLUG"];
  const { since, from } = values;
  if (flags.has("ledger")) {
    if (slug !== undefined)
      throw wrongUsage(`With --ledger the whole ledger is exported, not ${slug}.`, "Leave one of them out.");
    if (since !== undefined)
      throw wrongUsage("--since is of a release.", "With --ledger it is --from NUMBER.");
    return from === undefined ? "/ledger/export" : path`/ledger/export?from=${from}`;
  }
  if (slug === undefined)
    throw wrongUsage(
      "SLUG is missing: the release to export.",
      "For the whole ledger: countersign export --ledger",
    );
  if (from !== undefined) throw wrongUsage("--from goes with --ledger.", "Of a release it is --since SIZE.");
  return since === undefined ? path`/releases/${slug}/export` : path`/releases/${slug}/export?since=${since}`;
}

/** The server's name for it, as one in this folder. */
function savedName(fileName: string | null): string {
  const name = basename(fileName ?? "");
  return /^[a-z0-9][a-z0-9.-]*\.tar$/.test(name) ? name : "countersign-export.tar";
}
