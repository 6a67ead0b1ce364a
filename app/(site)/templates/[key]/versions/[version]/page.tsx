import type { Metadata } from "next";
import { notFound } from "next/navigation";
import type { ReactElement } from "react";
import { requireActor } from "@/lib/identity/get-actor";
import { kernel } from "@/lib/platform/app";
import { getTemplateVersion } from "@/lib/releases/template-queries";
import { found } from "../../../../_lib/found";
import { one } from "../../../../_lib/reader";
import { versionOf } from "../../../_components/asked";
import { VersionPage } from "../../../_components/version-page";

interface Props {
  params: Promise<{ key: string; version: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

async function askedOf(params: Props["params"]): Promise<{ key: string; version: number }> {
  const { key, version } = await params;
  const number = versionOf(version);
  if (number === null) notFound();
  return { key, version: number };
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  await requireActor();
  const asked = await askedOf(params);
  const { title } = await found(getTemplateVersion(kernel().db.prisma, asked));
  return { title: `${title}, version ${asked.version}` };
}

export default async function TemplateVersionPage({ params, searchParams }: Props): Promise<ReactElement> {
  const { key, version } = await askedOf(params);
  const guidance = one((await searchParams)["guidance"]) === "all";
  return <VersionPage templateKey={key} version={version} guidance={guidance} />;
}
