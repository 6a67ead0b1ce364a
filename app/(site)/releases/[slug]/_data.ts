import "server-only";
import { cache } from "react";
import { requireActor } from "@/lib/identity/get-actor";
import { kernel } from "@/lib/platform/app";
import type { ReleaseView } from "@/lib/releases/page-model";
import { getReleaseView } from "@/lib/releases/page-queries";
import { found } from "../../_lib/found";

/** The release as the reader sees it; read once for the frame and the tab together. */
export const getRelease = cache(async (slug: string): Promise<ReleaseView> => {
  const actor = await requireActor();
  const { db, clock } = kernel();
  return found(getReleaseView(db.prisma, { slug, actor, now: clock.now() }));
});
