import type { Metadata } from "next";
import type { ReactElement } from "react";
import { Counterfactuals } from "@/components/learning/beside";
import { PostMortemRows } from "@/components/learning/post-mortem-rows";
import { ActForm } from "@/components/ui/act-form";
import { Empty } from "@/components/ui/empty";
import { Section } from "@/components/ui/section";
import { Why } from "@/components/ui/why";
import { requireActor } from "@/lib/identity/get-actor";
import { getReleaseLearning } from "@/lib/learning/release-queries";
import { kernel } from "@/lib/platform/app";
import { found } from "../../../_lib/found";
import { getReader } from "../../../_lib/reader";
import { getRelease } from "../_data";
import { open } from "./actions";

interface Props {
  params: Promise<{ slug: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { title } = await getRelease((await params).slug);
  return { title: `Learning · ${title}` };
}

export default async function LearningPage({ params }: Props): Promise<ReactElement> {
  const { slug } = await params;
  const [actor, reader] = await Promise.all([requireActor(), getReader()]);
  const { db, clock } = kernel();
  const view = await found(getReleaseLearning(db.prisma, { slug, actor, now: clock.now() }));
  const isOpened = view.postMortems.some(({ kind }) => kind === "release");
  const aside = isOpened ? undefined : view.open.allowed ? (
    <ActForm act={open} submit="Open one of the whole release" busy="Opening…" size="sm" look="secondary">
      <input type="hidden" name="release" value={slug} />
    </ActForm>
  ) : (
    <Why label="Open one of the whole release" size="sm" align="end" {...view.open} />
  );
  return (
    <div className="flex max-w-5xl flex-col gap-4">
      <Section title="Post-mortems" aside={aside} flush>
        {view.postMortems.length > 0 ? (
          <PostMortemRows items={view.postMortems} reader={reader} />
        ) : (
          <Empty title="Nothing had to be learned yet">
            One opens by itself after a rollback, a failed drill or a broken glass. A release that ended well
            has something to be learned from, too: open one of the whole release.
          </Empty>
        )}
      </Section>
      <Counterfactuals counterfactuals={view.counterfactuals} reader={reader} />
    </div>
  );
}
