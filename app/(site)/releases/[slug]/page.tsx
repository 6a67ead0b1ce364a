import type { Metadata } from "next";
import type { ReactElement } from "react";
import { Blocking } from "@/components/releases/blocking";
import { HoldAct } from "@/components/releases/primary-act";
import { ReleaseFacts } from "@/components/releases/release-facts";
import { getReader } from "../../_lib/reader";
import { gateActs, releaseActs } from "./_acts";
import { getRelease } from "./_data";

interface Props {
  params: Promise<{ slug: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { title } = await getRelease((await params).slug);
  return { title };
}

export default async function OverviewPage({ params }: Props): Promise<ReactElement> {
  const { slug } = await params;
  const [release, reader] = await Promise.all([getRelease(slug), getReader()]);
  return (
    <div className="grid gap-4 lg:grid-cols-[minmax(0,1fr)_22rem]">
      <Blocking release={release} acts={gateActs} reader={reader} />
      <ReleaseFacts
        release={release}
        reader={reader}
        hold={<HoldAct release={release} acts={releaseActs} />}
      />
    </div>
  );
}
