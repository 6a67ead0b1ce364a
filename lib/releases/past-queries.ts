import { evaluatedAnew } from "@/lib/gates/evaluated";
import type { Reader } from "@/lib/platform/db";
import type { ReleaseView } from "./page-model";
import { releaseViewOf } from "./page-queries";
import { type RightsRead, rightsOn } from "./rights-of-queries";
import { findDocument } from "./store";

/** A release as of a moment, as its pages show it to everybody who sees it: nobody can do anything, and who could have is told. */
export interface PastRelease {
  view: ReleaseView;
  rights: RightsRead;
}

/** Whoever decides nothing is refused everything, with all who may. */
export const explainActor = { kind: "system", job: "explain" } as const;

/** Reads it from `db` as of its moment. Whether the reader may see it is asked before. */
export async function getPastRelease(
  db: Reader,
  { slug, now }: { slug: string; now: Date },
): Promise<PastRelease> {
  const evaluated = await evaluatedAnew(db, { slug, actor: explainActor, now });
  const view = await releaseViewOf(db, evaluated, explainActor);
  return { view, rights: rightsOn(evaluated.loaded.authority) };
}

/** What a document of a release held; null where it was not written yet. */
export async function getPastDocument(db: Reader, of: Parameters<typeof findDocument>[1]): Promise<unknown> {
  return (await findDocument(db, of))?.document ?? null;
}
