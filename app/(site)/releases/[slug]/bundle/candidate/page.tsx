import type { Metadata } from "next";
import { notFound } from "next/navigation";
import type { ReactElement } from "react";
import { Together } from "@/components/people/together";
import { BundleFacts } from "@/components/bundles/bundle-facts";
import { CandidateConsequences } from "@/components/bundles/consequences";
import { ActForm } from "@/components/ui/act-form";
import { LinkButton } from "@/components/ui/button";
import { Digest } from "@/components/ui/digest";
import { Notice } from "@/components/ui/notice";
import { Section } from "@/components/ui/section";
import { Why } from "@/components/ui/why";
import { getBundle } from "@/lib/bundles/queries";
import { candidateConsequences } from "@/lib/gates/candidate-queries";
import { requireActor } from "@/lib/identity/get-actor";
import { kernel } from "@/lib/platform/app";
import { found } from "../../../../_lib/found";
import { getReader, one } from "../../../../_lib/reader";
import { getRelease } from "../../_data";
import { makeCandidate } from "../actions";

interface Props {
  params: Promise<{ slug: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { title } = await getRelease((await params).slug);
  return { title: `Set the candidate · ${title}` };
}

export default async function CandidatePage({ params, searchParams }: Props): Promise<ReactElement> {
  const { slug } = await params;
  const asked = await searchParams;
  const actor = await requireActor();
  const { db, clock } = kernel();
  const [release, reader] = await Promise.all([getRelease(slug), getReader()]);
  const component = release.components.find(({ key }) => key === one(asked["component"]));
  const digest = one(asked["digest"]);
  if (component === undefined || digest === undefined) notFound();
  const [bundle, consequences] = await Promise.all([
    found(getBundle(db.prisma, { component: component.key, digest })),
    found(
      candidateConsequences(db.prisma, {
        slug,
        component: component.key,
        digest,
        actor,
        now: clock.now(),
      }),
    ),
  ]);
  const { setCandidate } = release.abilities;
  const back = `/releases/${slug}/bundle?component=${component.key}`;
  return (
    <div className="flex max-w-4xl flex-col gap-4">
      <Section title={`Make ${bundle.version} the candidate of ${component.title}`}>
        <div className="flex flex-col gap-3 text-sm">
          <p className="flex flex-wrap items-center gap-x-2 text-ink-2">
            {component.candidate === null ? (
              "No candidate is set yet."
            ) : (
              <>
                In place of {component.candidate.version} <Digest value={component.candidate.digest} />, which
                stays registered.
              </>
            )}
          </p>
          {component.candidate?.digest === digest ? (
            <Notice tone="good">It is the candidate already.</Notice>
          ) : setCandidate.allowed ? (
            <ActForm act={makeCandidate} submit="Set as candidate" busy="Recording…">
              <input type="hidden" name="release" value={slug} />
              <input type="hidden" name="component" value={component.key} />
              <input type="hidden" name="digest" value={digest} />
              <Together ability={setCandidate} />
              <p className="text-xs text-ink-3">Whoever sets the candidate counts as an author of it.</p>
            </ActForm>
          ) : (
            <Why label="Set as candidate" look="primary" full {...setCandidate} />
          )}
          <div className="flex flex-wrap gap-2">
            <LinkButton size="sm" href={`${back}&to=${encodeURIComponent(digest)}`} prefetch={false}>
              Compare it with the baseline
            </LinkButton>
            <LinkButton size="sm" look="quiet" href={back} prefetch={false}>
              Back to the bundles
            </LinkButton>
          </div>
        </div>
      </Section>
      {component.candidate?.digest !== digest && <CandidateConsequences consequences={consequences} />}
      <BundleFacts bundle={bundle} candidate={component.candidate} reader={reader} />
    </div>
  );
}
