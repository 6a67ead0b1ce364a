import type { Metadata } from "next";
import type { ReactElement } from "react";
import { ExposureLog } from "@/components/rollouts/exposure-log";
import { OverlapWarning } from "@/components/rollouts/soak-overlaps";
import { ExposureNow } from "@/components/rollouts/exposure-now";
import { Ladder } from "@/components/rollouts/ladder";
import { Empty } from "@/components/ui/empty";
import { requireActor } from "@/lib/identity/get-actor";
import { kernel } from "@/lib/platform/app";
import { getExposureView } from "@/lib/rollouts/exposure-queries";
import { overlappingSoaks } from "@/lib/rollouts/overlap-queries";
import { found } from "../../../_lib/found";
import { getReader } from "../../../_lib/reader";
import { getRelease } from "../_data";
import { apply, confirm, increase, pause, resume } from "./actions";

interface Props {
  params: Promise<{ slug: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { title } = await getRelease((await params).slug);
  return { title: `Rollout · ${title}` };
}

export default async function RolloutPage({ params }: Props): Promise<ReactElement> {
  const { slug } = await params;
  const [actor, reader] = await Promise.all([requireActor(), getReader()]);
  const { db, clock } = kernel();
  const asked = { actor, now: clock.now() };
  const [exposure, overlaps] = await Promise.all([
    found(getExposureView(db.prisma, { slug, ...asked })),
    found(overlappingSoaks(db.prisma, { release: slug, ...asked })),
  ]);
  if (exposure.ladder.length === 0)
    return (
      <Empty title="No steps of exposure">
        The template of this release has no stage that brings the candidate to users step by step.
      </Empty>
    );
  return (
    <div className="flex max-w-5xl flex-col gap-4">
      <OverlapWarning release={slug} overlaps={overlaps} reader={reader} />
      <ExposureNow
        release={slug}
        exposure={exposure}
        acts={{ increase, pause, resume, confirm, apply }}
        reader={reader}
      />
      <Ladder exposure={exposure} reader={reader} />
      <ExposureLog changes={exposure.changes} reader={reader} />
    </div>
  );
}
