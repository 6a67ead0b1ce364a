import type { Metadata } from "next";
import type { ReactElement } from "react";
import { PageHead } from "@/components/layout/top-bar";
import { requireActor } from "@/lib/identity/get-actor";
import { kernel } from "@/lib/platform/app";
import { getTemplate, getTemplateYaml } from "@/lib/releases/template-queries";
import { found } from "../../../_lib/found";
import { one } from "../../../_lib/reader";
import { versionOf } from "../../_components/asked";
import { TemplateEditor } from "../../_components/template-editor";
import { publishVersion } from "../../actions";

interface Props {
  params: Promise<{ key: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  await requireActor();
  const { title } = await found(getTemplate(kernel().db.prisma, { key: (await params).key }));
  return { title: `Edit · ${title}` };
}

export default async function EditTemplatePage({ params, searchParams }: Props): Promise<ReactElement> {
  const { key } = await params;
  await requireActor();
  const db = kernel().db.prisma;
  const { title, latest } = await found(getTemplate(db, { key }));
  const version = versionOf(one((await searchParams)["from"])) ?? latest;
  const source = await found(getTemplateYaml(db, { key, version }));
  return (
    <>
      <PageHead title={`Edit ${title}`}>
        {version === latest
          ? `From version ${version}, the latest. Publishing makes version ${latest + 1}.`
          : `From version ${version}; version ${latest} is the latest, and publishing makes version ${latest + 1}.`}
      </PageHead>
      <TemplateEditor name={`${key}@${version}`} initial={source} base={latest} act={publishVersion} />
    </>
  );
}
