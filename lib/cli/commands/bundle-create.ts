import { resolve } from "node:path";

import { Manifest } from "@/lib/bundles/schemas";
import { manifestDigest } from "@/lib/cli/bundles/manifest-digest";
import { asAnswer, findText, textOf, textsOf } from "@/lib/cli/answers";
import { type Exit, exits, type Invocation, required } from "@/lib/cli/command";
import { faultText, readObject } from "@/lib/cli/documents";
import { wrongUsage } from "@/lib/cli/failure";
import { path } from "@/lib/cli/http";
import { withLocalArtifacts } from "@/lib/cli/local-artifacts";
import { counted, printJson } from "@/lib/cli/text";
import { faultsOf } from "@/lib/platform/documents";

const maxManifestBytes = 8 * 1024 * 1024;

/** Standard output holds the digest alone, for scripts; what was done goes to standard error. */
export async function run(invocation: Invocation): Promise<Exit> {
  const { io, values, flags } = invocation;
  const { component, release, root = "." } = values;
  if (component !== undefined && release !== undefined)
    throw wrongUsage("--component and --release exclude each other.", "Give one of them.");
  const file = required(invocation, "manifest");
  const read = await readObject(io, file, maxManifestBytes);
  const { manifest, hashed } = await withLocalArtifacts(read, resolve(io.cwd, root));
  if (flags.has("dry-run")) return dryRun(invocation, manifest, file);

  const key = component ?? (typeof manifest["component"] === "string" ? manifest["component"] : null);
  if (key === null && release === undefined)
    throw wrongUsage(`${file} names no component.`, "Write component: KEY into it, or give --component KEY.");
  const at =
    release === undefined ? path`/components/${key ?? ""}/bundles` : path`/releases/${release}/bundles`;
  const answer = asAnswer((await invocation.api().post(at, manifest)).body);
  const digest = textOf(answer, "digest");
  if (flags.has("json")) printJson(io, answer);
  else io.write(`${digest}\n`);
  const unknown = textsOf(answer, "unknownAuthors");
  const known = answer["isNew"] === false ? ", as it was before" : "";
  if (!flags.has("json"))
    io.warn(
      `Registered for ${findText(answer, "component") ?? key ?? release ?? ""}${known}; ${counted(hashed, "file")} hashed here.\n`,
    );
  if (unknown.length > 0)
    io.warn(`Nobody here has the address ${unknown.join(", ")}: they do not count as authors.\n`);
  return exits.ok;
}

async function dryRun(
  { io, flags }: Invocation,
  manifest: Record<string, unknown>,
  file: string,
): Promise<Exit> {
  const checked = Manifest.safeParse(manifest);
  if (!checked.success)
    throw wrongUsage(
      `${file} is no manifest that can be registered:`,
      faultText(faultsOf(checked.error, manifest)),
    );
  const digest = await manifestDigest(checked.data);
  if (flags.has("json")) printJson(io, { digest, manifest });
  else {
    printJson(io, manifest);
    io.warn(`Nothing was registered; its digest would be ${digest}\n`);
  }
  return exits.ok;
}
