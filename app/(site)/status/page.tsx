import type { Metadata } from "next";
import type { ReactElement } from "react";
import { Live } from "@/components/layout/live";
import { PageHead } from "@/components/layout/top-bar";
import { Board } from "@/components/sharing/board";
import { shownBoard } from "@/components/sharing/shown";
import { LinkButton } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { requireActor } from "@/lib/identity/get-actor";
import { kernel } from "@/lib/platform/app";
import { readBoard } from "@/lib/sharing/status-queries";
import { dayIn } from "@/lib/releases/calendar";
import { getReader } from "../_lib/reader";

export const metadata: Metadata = { title: "Status" };

export default async function StatusPage(): Promise<ReactElement> {
  const actor = await requireActor();
  const { db, clock } = kernel();
  const [reader, board] = await Promise.all([getReader(), readBoard(db.prisma, { actor, now: clock.now() })]);
  return (
    <div className="max-w-5xl">
      <PageHead
        title="Status"
        live={<Live />}
        acts={
          <div className="flex flex-wrap gap-2 print:hidden">
            <LinkButton href="/wall" prefetch={false} size="sm">
              Wall display
            </LinkButton>
            <LinkButton href="/settings/sharing" prefetch={false} size="sm">
              Share
            </LinkButton>
          </div>
        }
      >
        Where every release in flight is, whether it is healthy, and when it ships.
      </PageHead>
      <Board
        board={shownBoard(board)}
        reader={reader}
        today={dayIn(reader.zone, reader.now)}
        none={
          <Empty title="Nothing is in flight">
            A release stands here from its start until it is completed, rolled back or cancelled, under each
            component that it moves.
          </Empty>
        }
      />
    </div>
  );
}
