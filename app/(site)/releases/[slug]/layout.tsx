import Link from "next/link";
import type { ReactElement, ReactNode } from "react";
import { Live } from "@/components/layout/live";
import { ReleaseTabs } from "@/components/releases/release-tabs";
import { Hearing } from "@/components/notifications/hearing";
import { PrimaryAct } from "@/components/releases/primary-act";
import { ReleaseHead } from "@/components/releases/release-head";
import { trackOf } from "@/components/releases/stage-track";
import { pastHref } from "@/lib/releases/past-address";
import { getReader } from "../../_lib/reader";
import { follow, mute, unfollow, unmute } from "../../_lib/hearing-actions";
import { getRelease, getReleaseHearing } from "./_data";
import { releaseActs } from "./_acts";

export default async function ReleaseLayout({
  children,
  params,
}: {
  children: ReactNode;
  params: Promise<{ slug: string }>;
}): Promise<ReactElement> {
  const { slug } = await params;
  const [release, hearing, reader] = await Promise.all([
    getRelease(slug),
    getReleaseHearing(slug),
    getReader(),
  ]);
  const { title, state, restricted, holds, freezes, underWay, obligations } = release;
  const open = obligations.filter(({ closure, kind }) => closure === null && kind !== "evidence");
  const owed = {
    glass: open.filter(({ kind }) => kind !== "condition" && kind !== "action").length,
    overdue: open.filter(
      ({ kind, dueAt }) => (kind !== "condition" || state === "active") && dueAt <= reader.now,
    ).length,
  };
  const steps = trackOf(release.stages, {
    isActive: state === "active",
    href: (key) => `/releases/${slug}/readiness#stage-${key}`,
  });
  return (
    <>
      <ReleaseHead
        release={{ slug, title, state, restricted, holds, freezes, underWay, steps, owed }}
        reader={reader}
        live={
          <>
            <Link
              href={pastHref(slug, new Date(reader.now).toISOString())}
              prefetch={false}
              className="inline-flex min-h-6 items-center hover:text-ink hover:underline"
            >
              Look back
            </Link>
            <Link
              href={`/releases/${slug}/sharing`}
              prefetch={false}
              className="inline-flex min-h-6 items-center hover:text-ink hover:underline"
            >
              Share
            </Link>
            <Hearing
              slug={slug}
              hearing={hearing}
              reader={reader}
              acts={{ follow, mute, unfollow, unmute }}
            />
            <Live release={slug} />
          </>
        }
        primary={<PrimaryAct release={release} acts={releaseActs} />}
      />
      <ReleaseTabs slug={slug} />
      <div className="pt-4">{children}</div>
    </>
  );
}
