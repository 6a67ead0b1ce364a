import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { bomOf } from "@/lib/bundles/bom";
import { readBundle } from "@/lib/cli/bundles/bundle-source";
import { argument, type Exit, exits, type Invocation } from "@/lib/cli/command";
import { wrongUsage } from "@/lib/cli/failure";
import { fileFault } from "@/lib/cli/files";
import { path } from "@/lib/cli/http";
import { Digest } from "@/lib/platform/names";
import packageFile from "@/package.json";

/** Of a registered bundle it is what the server answers; of a manifest here it is made here, and has no time. */
export async function run(invocation: Invocation): Promise<Exit> {
  const { io, values } = invocation;
  const bom = await readBom(invocation);
  const text = `${JSON.stringify(bom, null, 2)}\n`;
  const { out } = values;
  if (out === undefined) {
    io.write(text);
    return exits.ok;
  }
  await writeFile(resolve(io.cwd, out), text).catch((error: unknown) => {
    throw wrongUsage(`Cannot write ${out}: ${fileFault(error)}.`);
  });
  io.warn(`Wrote ${out}.\n`);
  return exits.ok;
}

async function readBom(invocation: Invocation): Promise<unknown> {
  const named = argument(invocation, "MANIFEST|DIGEST");
  if (!Digest.safeParse(named).success) {
    const { manifest, digest } = await readBundle(invocation);
    return bomOf({ manifest, digest, registeredAt: null, version: packageFile.version });
  }
  const { component } = invocation.values;
  if (component === undefined)
    throw wrongUsage("--component is missing: a digest is looked up among one component's bundles.");
  return (await invocation.api().get(path`/components/${component}/bundles/${named}/bom`)).body;
}
