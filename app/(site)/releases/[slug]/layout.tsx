import type { ReactElement, ReactNode } from "react";
import { Live } from "@/components/layout/live";
import { ReleaseTabs } from "@/components/releases/release-tabs";
import { PrimaryAct } from "@/components/releases/primary-act";
import { ReleaseHead } from "@/components/releases/release-head";
import { getReader } from "../../_lib/reader";
import { getRelease } from "./_data";
import { releaseActs } from "./_acts";

export default async function ReleaseLayout({
  children,
  params,
}: {
  children: ReactNode;
  params: Promise<{ slug: string }>;
}): Promise<ReactElement> {
  const { slug } = await params;
  const [release, reader] = await Promise.all([getRelease(slug), getReader()]);
  return (
    <>
      <ReleaseHead
        release={release}
        reader={reader}
        live={<Live release={slug} />}
        primary={<PrimaryAct release={release} acts={releaseActs} />}
      />
      <ReleaseTabs slug={slug} />
      <div className="pt-4">{children}</div>
    </>
  );
}
