import type { ReactElement } from "react";
import { BundleComparison } from "@/components/bundles/bundle-comparison";
import { BundleFacts } from "@/components/bundles/bundle-facts";
import { BundleList } from "@/components/bundles/bundle-list";
import { Empty } from "@/components/ui/empty";
import { Card } from "@/components/ui/section";
import { Tabs } from "@/components/ui/tabs";
import { manifestDifference } from "@/lib/bundles/difference";
import { getBundle, listBundles } from "@/lib/bundles/queries";
import { Manifest } from "@/lib/bundles/schemas";
import type { ComponentView } from "@/lib/releases/page-model";
import { found } from "../../_lib/found";
import { one } from "../../_lib/reader";
import type { Past } from "../_data";
import type { TabProps } from "./tab";

const mostShown = 20;

/** What was registered by then, and the candidate against the baseline. */
export async function BundleTab({ past, search }: TabProps): Promise<ReactElement> {
  const { view, reader, read } = past;
  const wanted = one(search["component"]);
  const component = view.components.find(({ key }) => key === wanted) ?? view.components[0];
  if (component === undefined) return <NoCandidate />;
  const from = one(search["from"]) ?? component.baseline?.digest ?? null;
  const to = one(search["to"]) ?? component.candidate?.digest ?? null;
  const cursor = one(search["cursor"]);
  const bundles = await found(
    read((db) => listBundles(db, { component: component.key, limit: mostShown, cursor })),
  );
  return (
    <div className="flex flex-col gap-4">
      {view.components.length > 1 && (
        <Tabs
          label="Components"
          tabs={view.components.map(({ key, title }) => ({
            href: `/releases/${view.slug}/bundle?component=${key}`,
            label: title,
            current: key === component.key,
          }))}
        />
      )}
      <BundleList
        slug={view.slug}
        component={component}
        ability={null}
        shown={{ from, to }}
        reader={reader}
        bundles={bundles.items}
        nextCursor={bundles.nextCursor}
      />
      {to === null ? <NoCandidate /> : <Comparison past={past} component={component} from={from} to={to} />}
    </div>
  );
}

async function Comparison({
  past: { read, reader },
  component,
  from,
  to,
}: {
  past: Past;
  component: ComponentView;
  from: string | null;
  to: string;
}): Promise<ReactElement> {
  const bundleOf = (digest: string) =>
    found(read((db) => getBundle(db, { component: component.key, digest })));
  const after = await bundleOf(to);
  const before = from === null ? null : await bundleOf(from);
  const difference = manifestDifference(
    before === null ? null : Manifest.parse(before.manifest),
    Manifest.parse(after.manifest),
  );
  return (
    <>
      <BundleComparison
        difference={difference}
        before={before}
        after={after}
        isBaseline={from === (component.baseline?.digest ?? null)}
        isCandidate={to === component.candidate?.digest}
      />
      <BundleFacts bundle={after} candidate={component.candidate} reader={reader} />
    </>
  );
}

function NoCandidate(): ReactElement {
  return (
    <Card className="p-0">
      <Empty title="No candidate was set" />
    </Card>
  );
}
