import "server-only";
import { cache } from "react";
import { requireActor } from "@/lib/identity/get-actor";
import { getHearing } from "@/lib/notifications/hearing-queries";
import type { HearingView } from "@/lib/notifications/schemas";
import { kernel } from "@/lib/platform/app";
import { AppError } from "@/lib/platform/errors";
import type { DocumentAnswer } from "@/lib/releases/answers";
import type { ReleaseView } from "@/lib/releases/page-model";
import { getReleaseView } from "@/lib/releases/page-queries";
import { getDocument } from "@/lib/releases/queries";
import { found } from "../../_lib/found";

/** The release as the reader sees it; read once for the frame and the tab together. */
export const getRelease = cache(async (slug: string): Promise<ReleaseView> => {
  const actor = await requireActor();
  const { db, clock } = kernel();
  return found(getReleaseView(db.prisma, { slug, actor, now: clock.now() }));
});

/** Whether and why the reader hears of it. */
export const getReleaseHearing = cache(async (slug: string): Promise<HearingView> => {
  const actor = await requireActor();
  return found(getHearing(kernel().db.prisma, { slug, actor }));
});

/** A document of the release, by default as it stands; null where there is no such version. */
export const getReleaseDocument = cache(
  async (slug: string, kind: DocumentAnswer["kind"], version?: string): Promise<DocumentAnswer | null> => {
    const actor = await requireActor();
    const { db } = kernel();
    const number = version !== undefined && /^\d{1,6}$/.test(version) ? Number(version) : undefined;
    try {
      return await getDocument(db.prisma, { slug, actor, kind, version: number });
    } catch (error) {
      if (error instanceof AppError && error.code === "not-found") return null;
      throw error;
    }
  },
);
