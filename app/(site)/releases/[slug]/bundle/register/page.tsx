import type { Metadata } from "next";
import type { ReactElement } from "react";
import { BundleForm } from "@/components/bundles/forms/bundle-form";
import { Empty } from "@/components/ui/empty";
import { Card, Section } from "@/components/ui/section";
import { Tabs } from "@/components/ui/tabs";
import { one } from "../../../../_lib/reader";
import { getRelease } from "../../_data";
import { register } from "../actions";

interface Props {
  params: Promise<{ slug: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { title } = await getRelease((await params).slug);
  return { title: `Register a bundle · ${title}` };
}

export default async function RegisterPage({ params, searchParams }: Props): Promise<ReactElement> {
  const { slug } = await params;
  const release = await getRelease(slug);
  const wanted = one((await searchParams)["component"]);
  const component = release.components.find(({ key }) => key === wanted) ?? release.components[0];
  if (component === undefined)
    return (
      <Card className="p-0">
        <Empty title="This release has no component">There is nothing to register a bundle for.</Empty>
      </Card>
    );
  return (
    <div className="flex max-w-4xl flex-col gap-4">
      {release.components.length > 1 && (
        <Tabs
          label="Components"
          tabs={release.components.map(({ key, title }) => ({
            href: `/releases/${slug}/bundle/register?component=${key}`,
            label: title,
            current: key === component.key,
          }))}
        />
      )}
      <Section title={`Register a bundle of ${component.title}`}>
        <BundleForm
          key={component.key}
          release={slug}
          component={{ key: component.key, title: component.title }}
          act={register}
        />
      </Section>
    </div>
  );
}
