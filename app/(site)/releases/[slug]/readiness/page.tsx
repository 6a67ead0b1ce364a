import type { Metadata } from "next";
import type { ReactElement } from "react";
import { OpenConcerns } from "@/components/gates/open-concerns";
import { openConcernsOf } from "@/components/releases/open-concerns-of";
import { Readiness } from "@/components/releases/readiness";
import { shownStages } from "@/components/releases/shown-stages";
import { getReader } from "../../../_lib/reader";
import { gateActs } from "../_acts";
import { getRelease } from "../_data";

interface Props {
  params: Promise<{ slug: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { title } = await getRelease((await params).slug);
  return { title: `Readiness · ${title}` };
}

export default async function ReadinessPage({ params }: Props): Promise<ReactElement> {
  const { slug } = await params;
  const [release, reader] = await Promise.all([getRelease(slug), getReader()]);
  return (
    <OpenConcerns of={openConcernsOf(release)}>
      <Readiness
        release={slug}
        isActive={release.state === "active"}
        stages={shownStages(release.stages)}
        acts={gateActs}
        reader={reader}
      />
    </OpenConcerns>
  );
}
