import { createHash } from "node:crypto";
import { registerBundle } from "@/lib/bundles/register-bundle";
import type { Artifact } from "@/lib/bundles/schemas";
import type { PersonActor } from "@/lib/identity/actor";
import { changeRollbackPlan } from "@/lib/releases/change-rollback-plan";
import { RollbackPlan } from "@/lib/rollbacks/schemas";
import type { SampleRelease } from "./release";
import { goBack, rollingTemplate } from "./rolling";
import type { World } from "./world";

export const hashOf = (content: string): string => createHash("sha256").update(content).digest("hex");

/** An artifact that is fetched where `uri` says; none: the manifest does not say. */
export function targetArtifact(name: string, content: string, uri?: string): Artifact {
  return {
    kind: "code",
    name,
    sha256: hashOf(content),
    size: Buffer.byteLength(content),
    ...(uri !== undefined && { uri }),
  };
}

interface Asked {
  slug: string;
  artifacts: Artifact[];
  /** Of the plan; absent: it does not say. */
  validFor?: string;
  restrictedTo?: string[];
  /** Key; `rolling` unless told. */
  template?: string;
}

/** A release in flight whose plan goes back to a bundle of these artifacts; cora is its champion. */
export async function releaseWithTarget(
  world: World,
  { slug, artifacts, validFor, restrictedTo, template = rollingTemplate.key }: Asked,
): Promise<SampleRelease & { target: string }> {
  const release = await world.release({
    slug,
    template,
    ...(restrictedTo !== undefined && { restrictedTo }),
  });
  const by = async (name: string) => world.call((await world.actor(name)) satisfies PersonActor);
  const { component } = release;
  const manifest = { format: 1 as const, component, version: "0.9.0", artifacts };
  const { digest } = await registerBundle.execute(world.kernel, { component, manifest }, await by("lea"));
  const document = RollbackPlan.parse({
    ...goBack,
    target: { bundle: { [component]: digest }, ...(validFor !== undefined && { validFor }) },
  });
  await changeRollbackPlan.execute(world.kernel, { release: slug, document }, await by("cora"));
  return { ...release, target: digest };
}
