import type { Metadata } from "next";
import type { ReactElement } from "react";
import { requireActor } from "@/lib/identity/get-actor";
import { kernel } from "@/lib/platform/app";
import { getTemplate } from "@/lib/releases/template-queries";
import { found } from "../../_lib/found";
import { one } from "../../_lib/reader";
import { VersionPage } from "../_components/version-page";

interface Props {
  params: Promise<{ key: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  await requireActor();
  const { title } = await found(getTemplate(kernel().db.prisma, { key: (await params).key }));
  return { title };
}

export default async function TemplatePage({ params, searchParams }: Props): Promise<ReactElement> {
  const { key } = await params;
  const guidance = one((await searchParams)["guidance"]) === "all";
  return <VersionPage templateKey={key} version={null} guidance={guidance} />;
}
