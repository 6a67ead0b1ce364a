import type { Metadata } from "next";
import type { ReactElement } from "react";
import { BeforeSigning } from "@/components/gates/before-signing";
import { Readiness } from "@/components/releases/readiness";
import { shownStages } from "@/components/releases/shown-stages";
import { signingOf } from "@/components/releases/signing-of";
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
    <BeforeSigning of={signingOf(release)}>
      <Readiness
        release={slug}
        isActive={release.state === "active"}
        stages={shownStages(release.stages)}
        acts={gateActs}
        reader={reader}
      />
    </BeforeSigning>
  );
}
