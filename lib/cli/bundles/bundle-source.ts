import { resolve } from "node:path";
import { Manifest } from "@/lib/bundles/schemas";
import { asAnswer, findText } from "@/lib/cli/answers";
import { manifestDigest } from "@/lib/cli/bundles/manifest-digest";
import { argument, exits, type Invocation } from "@/lib/cli/command";
import { faultText, readObject } from "@/lib/cli/documents";
import { Failure, wrongUsage } from "@/lib/cli/failure";
import { path } from "@/lib/cli/http";
import { localPath, withLocalArtifacts } from "@/lib/cli/local-artifacts";
import { faultsOf } from "@/lib/platform/documents";
import { Digest } from "@/lib/platform/names";

/** A bundle that a command line names, by its digest or by a manifest here. */
export interface BundleSource {
  manifest: Manifest;
  digest: string;
  /** Where relative paths begin. */
  root: string;
  /** Artifact by artifact the path that a manifest here gives it; null: none. */
  paths: readonly (string | null)[];
}

const maxManifestBytes = 8 * 1024 * 1024;

/** `asStated`: what the manifest does not state is not filled in from the files, which would then be compared with themselves. */
export async function readBundle(
  invocation: Invocation,
  { asStated = false }: { asStated?: boolean } = {},
): Promise<BundleSource> {
  const { io, values } = invocation;
  const named = argument(invocation, "MANIFEST|DIGEST");
  const root = resolve(io.cwd, values["root"] ?? ".");
  if (Digest.safeParse(named).success) return { ...(await registered(invocation, named)), root, paths: [] };
  const read = await readObject(io, named, maxManifestBytes);
  const paths = listIn(read).map(pathOf);
  if (asStated) refuseUnstated(read, named);
  const manifest = parsed(await asSent(read, root), named);
  return { manifest, digest: await manifestDigest(manifest), root, paths };
}

/** The manifest as the server has it, whose digest has to be the one that was asked for. */
async function registered(
  invocation: Invocation,
  digest: string,
): Promise<Pick<BundleSource, "manifest" | "digest">> {
  const component = invocation.values["component"];
  if (component === undefined)
    throw wrongUsage("--component is missing: a digest is looked up among one component's bundles.");
  const answer = asAnswer(
    (await invocation.api().get(path`/components/${component}/bundles/${digest}`)).body,
  );
  const manifest = parsed(answer["manifest"], "The server's manifest");
  const actual = await manifestDigest(manifest);
  if (actual === digest) return { manifest, digest };
  throw new Failure(exits.refused, `The server's manifest has the digest ${actual}, not ${digest}.`, [
    "It is not the bundle that was asked for; do not go on with it.",
  ]);
}

const isUnstated = (artifact: Record<string, unknown>): boolean =>
  artifact["sha256"] === undefined && artifact["provider"] === undefined;

function refuseUnstated(read: Record<string, unknown>, name: string): void {
  const unstated = listIn(read).find(isUnstated);
  if (unstated === undefined) return;
  throw wrongUsage(
    `${name} states no sha256 of ${findText(unstated, "name") ?? "an artifact"}: there is nothing to compare with.`,
    "bundle create --dry-run prints the manifest with the hashes of the files as they are now.",
  );
}

/** As `bundle create` sends it: files that are not hashed yet are, and no path is in it. */
async function asSent(read: Record<string, unknown>, root: string): Promise<unknown> {
  const artifacts = listIn(read);
  if (artifacts.some(isUnstated)) return (await withLocalArtifacts(read, root)).manifest;
  const sent = artifacts.map((artifact) => {
    const { path: _, ...rest } = artifact;
    const place = localPath(artifact);
    return place === null || "fault" in place ? rest : { ...rest, uri: place.uri };
  });
  return Array.isArray(read["artifacts"]) ? { ...read, artifacts: sent } : read;
}

function parsed(value: unknown, name: string): Manifest {
  const checked = Manifest.safeParse(value);
  if (checked.success) return checked.data;
  throw wrongUsage(`${name} is no manifest:`, faultText(faultsOf(checked.error, value)));
}

function listIn({ artifacts }: Record<string, unknown>): Record<string, unknown>[] {
  return Array.isArray(artifacts) ? artifacts.map(asAnswer) : [];
}

function pathOf(artifact: Record<string, unknown>): string | null {
  const { path: given } = artifact;
  return typeof given === "string" && given !== "" ? given : null;
}
