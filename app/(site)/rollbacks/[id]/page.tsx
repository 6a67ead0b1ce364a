import type { Metadata } from "next";
import { cache, type ReactElement } from "react";
import { Live } from "@/components/layout/live";
import { PendingItem } from "@/components/policy/pending-item";
import { AgreedWords } from "@/components/rollbacks/agreed-words";
import { GoneBackTo } from "@/components/rollbacks/gone-back-to";
import { MarkSeen } from "@/components/rollbacks/mark-seen";
import { RoomCriteria } from "@/components/rollbacks/room-criteria";
import { RoomEscalation } from "@/components/rollbacks/room-escalation";
import { RoomHead } from "@/components/rollbacks/room-head";
import { RoomLog } from "@/components/rollbacks/room-log";
import { StepList } from "@/components/rollbacks/step-list";
import { TargetStanding } from "@/components/rollbacks/target-standing";
import { Section } from "@/components/ui/section";
import { requireActor } from "@/lib/identity/get-actor";
import { kernel } from "@/lib/platform/app";
import { getRollbackRoom } from "@/lib/rollbacks/room-queries";
import type { RollbackView } from "@/lib/rollbacks/rollback-view";
import { found } from "../../_lib/found";
import { getPendingOf } from "../../_lib/pending";
import { voteOn } from "../../_lib/pending-actions";
import { getReader } from "../../_lib/reader";
import { verifyTarget } from "../../_lib/target-actions";
import { authorise, cancel, decline, endorse, report, retry, silence, takeOver, update } from "./actions";
import { seen } from "./seen-action";

interface Props {
  params: Promise<{ id: string }>;
}

const acts = { authorise, decline, cancel, endorse, report, retry, takeOver, update, silence };

/** Read once for the title and the page together. */
const getRoom = cache(async (id: string): Promise<RollbackView> => {
  const actor = await requireActor();
  const { db, clock } = kernel();
  return found(getRollbackRoom(db.prisma, { id, actor, now: clock.now() }));
});

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { release, drill } = await getRoom((await params).id);
  return { title: `${drill === null ? "Rollback" : "Drill: rollback"} · ${release.title}` };
}

export default async function RollbackRoom({ params }: Props): Promise<ReactElement> {
  const { id } = await params;
  const [actor, reader, view] = await Promise.all([requireActor(), getReader(), getRoom(id)]);
  const pending = view.endedAt === null ? await pendingOn(view) : [];
  const isSeen = view.endedAt !== null || view.seenBy.some(({ email }) => email === actor.email);
  return (
    <>
      {!isSeen && <MarkSeen rollback={id} act={seen} />}
      <RoomHead
        view={view}
        acts={acts}
        reader={reader}
        live={<Live release={view.release.slug} beside="edge" />}
      />
      {pending.length > 0 && (
        <Section className="mb-4" title="Proposed, and waits for others" flush>
          <ul>
            {pending.map((each) => (
              <PendingItem key={each.id} pending={each} me={actor.email} act={voteOn} reader={reader} />
            ))}
          </ul>
        </Section>
      )}
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        <div className="flex min-w-0 flex-col gap-4">
          <StepList view={view} acts={acts} reader={reader} />
          <RoomLog view={view} acts={acts} reader={reader} me={actor.email} />
        </div>
        <div className="flex min-w-0 flex-col gap-4">
          <RoomEscalation view={view} acts={acts} reader={reader} />
          <RoomCriteria of={view} reader={reader} />
          <GoneBackTo of={view} reader={reader} />
          {view.endedAt === null && (
            <TargetStanding
              release={view.release.slug}
              target={view.verification}
              verify={view.verify}
              act={verifyTarget}
              reader={reader}
            />
          )}
          <AgreedWords of={view} />
        </div>
      </div>
    </>
  );
}

/** Decisions on this rollback that somebody proposed and that take further people. */
async function pendingOn({ id, release }: RollbackView) {
  const pending = await getPendingOf({ release: release.slug });
  return pending.filter(
    ({ input }) =>
      typeof input === "object" && input !== null && "rollback" in input && input.rollback === id,
  );
}
