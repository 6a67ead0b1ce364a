import type { Metadata } from "next";
import type { ReactElement } from "react";
import { ChecksView } from "@/components/releases/checks-view";
import { getRelease } from "../_data";
import { report } from "./actions";

interface Props {
  params: Promise<{ slug: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { title } = await getRelease((await params).slug);
  return { title: `Checks · ${title}` };
}

export default async function ChecksPage({ params }: Props): Promise<ReactElement> {
  const release = await getRelease((await params).slug);
  return (
    <div className="flex max-w-5xl flex-col gap-4">
      <p className="max-w-prose text-sm text-ink-2">
        A pipeline reports each check for the candidate&apos;s bundle; the last result of a bundle counts, and
        a result for another bundle does not.
      </p>
      <ChecksView release={release} act={report} />
    </div>
  );
}
