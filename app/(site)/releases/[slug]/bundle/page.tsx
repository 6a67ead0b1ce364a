import type { Metadata } from "next";
import Link from "next/link";
import type { ComponentProps, ReactElement } from "react";
import { BundleComparison } from "@/components/bundles/bundle-comparison";
import { BundleEvidence } from "@/components/bundles/bundle-evidence";
import { BundleFacts } from "@/components/bundles/bundle-facts";
import { BundleList } from "@/components/bundles/bundle-list";
import { BundleProvenance } from "@/components/bundles/bundle-provenance";
import { Empty } from "@/components/ui/empty";
import { Notice } from "@/components/ui/notice";
import { Card } from "@/components/ui/section";
import { Tabs } from "@/components/ui/tabs";
import { manifestDifference } from "@/lib/bundles/difference";
import type { BundleDetail } from "@/lib/bundles/answers";
import { listProvenance } from "@/lib/bundles/provenance-queries";
import { getBundle, listBundles } from "@/lib/bundles/queries";
import { listReplays, listVerifications } from "@/lib/bundles/replay-queries";
import { Manifest } from "@/lib/bundles/schemas";
import { kernel } from "@/lib/platform/app";
import type { ComponentView } from "@/lib/releases/page-model";
import { found } from "../../../_lib/found";
import { getReader, one } from "../../../_lib/reader";
import { getRelease } from "../_data";

interface Props {
  params: Promise<{ slug: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { title } = await getRelease((await params).slug);
  return { title: `Bundle · ${title}` };
}

export default async function BundlePage({ params, searchParams }: Props): Promise<ReactElement> {
  const { slug } = await params;
  const asked = await searchParams;
  const [release, reader] = await Promise.all([getRelease(slug), getReader()]);
  const wanted = one(asked["component"]);
  const component = release.components.find(({ key }) => key === wanted) ?? release.components[0];
  const from = one(asked["from"]);
  const shown = one(asked["to"]) ?? component?.candidate?.digest ?? null;
  return (
    <div className="flex flex-col gap-4">
      {release.components.length > 1 && (
        <Tabs
          label="Components"
          tabs={release.components.map(({ key, title }) => ({
            href: `/releases/${slug}/bundle?component=${key}`,
            label: title,
            current: key === component?.key,
          }))}
        />
      )}
      {component !== undefined && (
        <Bundles
          slug={slug}
          component={component}
          ability={release.abilities.setCandidate}
          shown={{ from: from ?? component.baseline?.digest ?? null, to: shown }}
          cursor={one(asked["cursor"])}
          reader={reader}
        />
      )}
      {component === undefined || shown === null ? (
        <Card className="p-0">
          <Empty title="No candidate is set">
            A pipeline or a person registers a bundle for the component, and whoever holds the right makes it
            the candidate. Registering alone changes nothing.
          </Empty>
        </Card>
      ) : (
        <Comparison slug={slug} component={component} to={shown} from={from} reader={reader} />
      )}
    </div>
  );
}

async function Comparison({
  slug,
  component,
  to,
  from,
  reader,
}: {
  slug: string;
  component: ComponentView;
  to: string;
  from: string | undefined;
  reader: Awaited<ReturnType<typeof getReader>>;
}): Promise<ReactElement> {
  const { db } = kernel();
  const bundleOf = (digest: string) => found(getBundle(db.prisma, { component: component.key, digest }));
  const earlier = from ?? component.baseline?.digest ?? null;
  const [after, before] = await Promise.all([bundleOf(to), earlier === null ? null : bundleOf(earlier)]);
  const difference = manifestDifference(
    before === null ? null : Manifest.parse(before.manifest),
    Manifest.parse(after.manifest),
  );
  return (
    <>
      {from !== undefined && from !== component.baseline?.digest && (
        <Notice tone="go">
          Compared with another bundle than the baseline.{" "}
          <Link
            href={`/releases/${slug}/bundle?component=${component.key}`}
            prefetch={false}
            className="link"
          >
            Compare with the baseline
          </Link>
        </Notice>
      )}
      <BundleComparison
        difference={difference}
        before={before}
        after={after}
        isBaseline={from === undefined || from === component.baseline?.digest}
        isCandidate={to === component.candidate?.digest}
      />
      <Evidence bundle={after} reader={reader} />
      <BundleFacts bundle={after} candidate={component.candidate} reader={reader} />
    </>
  );
}

const mostSaid = 10;

async function Evidence({
  bundle,
  reader,
}: {
  bundle: BundleDetail;
  reader: Awaited<ReturnType<typeof getReader>>;
}): Promise<ReactElement> {
  const { prisma } = kernel().db;
  const asked = { component: bundle.component, digest: bundle.digest, limit: mostSaid };
  const [replays, verifications, provenance] = await Promise.all([
    listReplays(prisma, asked),
    listVerifications(prisma, asked),
    listProvenance(prisma, asked),
  ]);
  const manifest = Manifest.parse(bundle.manifest);
  return (
    <BundleEvidence
      bundle={bundle}
      manifest={manifest}
      replays={replays}
      verifications={verifications}
      reader={reader}
    >
      <BundleProvenance provenance={provenance} reader={reader} />
    </BundleEvidence>
  );
}

const mostShown = 20;

async function Bundles({
  slug,
  component,
  ability,
  shown,
  cursor,
  reader,
}: Omit<ComponentProps<typeof BundleList>, "bundles" | "nextCursor"> & {
  cursor: string | undefined;
}): Promise<ReactElement> {
  const { db } = kernel();
  const { items, nextCursor } = await found(
    listBundles(db.prisma, { component: component.key, limit: mostShown, cursor }),
  );
  return (
    <BundleList
      slug={slug}
      component={component}
      ability={ability}
      shown={shown}
      reader={reader}
      bundles={items}
      nextCursor={nextCursor}
    />
  );
}
