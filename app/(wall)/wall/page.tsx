import type { Metadata } from "next";
import type { ReactElement } from "react";
import { ReaderZone } from "@/components/layout/reader-zone";
import { Wall } from "@/components/sharing/wall";
import { requireActor } from "@/lib/identity/get-actor";
import { kernel } from "@/lib/platform/app";
import { readWall } from "@/lib/sharing/wall-queries";
import { getReader } from "../../(site)/_lib/reader";

export const metadata: Metadata = { title: "Wall" };

/** With no frame around it: it fills a screen. */
export default async function WallPage(): Promise<ReactElement> {
  const actor = await requireActor();
  const { db, clock } = kernel();
  const [reader, wall] = await Promise.all([getReader(), readWall(db.prisma, { actor, now: clock.now() })]);
  return (
    <>
      <Wall first={wall} zone={reader.zone} />
      <ReaderZone zone={reader.zone} />
    </>
  );
}
