import type { Actor } from "@/lib/identity/actor";
import type { Reader } from "@/lib/platform/db";
import { AppError, notFound } from "@/lib/platform/errors";
import type { Verdict } from "@/lib/policy/model";
import { Manifest } from "./schemas";

/** A registered bundle of a component, with its manifest. */
export interface LoadedBundle {
  digest: string;
  component: { id: string; key: string };
  manifest: Manifest;
}

export async function loadBundle(
  db: Reader,
  { component, digest }: { component: string; digest: string },
): Promise<LoadedBundle> {
  const row = await db.bundle.findFirst({
    where: { digest, component: { key: component } },
    select: { manifest: true, component: { select: { id: true, key: true } } },
  });
  if (row === null) throw notFound("bundle");
  return { digest, component: row.component, manifest: Manifest.parse(JSON.parse(row.manifest)) };
}

/** Whoever may register bundles may say what was found of one: it decides nothing, so it takes no right beside the token's scope. */
export function mayReportOn(actor: Actor): Verdict {
  return actor.kind === "system"
    ? {
        allowed: false,
        rule: "people-only",
        reason: "What was found of a bundle is said by a person or a machine.",
        whoMay: [],
      }
    : { allowed: true, rule: "scope bundles", role: null, grant: [] };
}

/** Who says it, as rows name them. */
export function reporterOf(actor: Actor): { personId: string } | { machineId: string } {
  switch (actor.kind) {
    case "person":
      return { personId: actor.id };
    case "machine":
      return { machineId: actor.id };
    case "system":
      throw new AppError("people-only", "What was found of a bundle is said by a person or a machine.");
  }
}
