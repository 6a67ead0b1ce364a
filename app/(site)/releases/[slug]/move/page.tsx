import type { Metadata } from "next";
import type { ReactElement } from "react";
import { Migration } from "@/components/releases/migration";
import { requireActor } from "@/lib/identity/get-actor";
import { kernel } from "@/lib/platform/app";
import { getMigrationView } from "@/lib/releases/migration-queries";
import { found } from "../../../_lib/found";
import { one } from "../../../_lib/reader";
import { getRelease } from "../_data";
import { migrate } from "../actions";

interface Props {
  params: Promise<{ slug: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { title } = await getRelease((await params).slug);
  return { title: `Other policies · ${title}` };
}

/** What moving the release to other versions of its policies would change, and the act that does it. */
export default async function MovePage({ params, searchParams }: Props): Promise<ReactElement> {
  const { slug } = await params;
  const [actor, release, asked] = [await requireActor(), await getRelease(slug), await searchParams];
  const { db, clock } = kernel();
  const version = one(asked["version"]);
  const templateVersion =
    version !== undefined && /^[1-9]\d{0,5}$/.test(version) ? Number(version) : release.template.latest;
  const rightsVersion = one(asked["rights"]) === "current" ? ("current" as const) : undefined;
  const { migration, ability } = await found(
    getMigrationView(db.prisma, { slug, templateVersion, rightsVersion, actor, now: clock.now() }),
  );
  return <Migration slug={slug} migration={migration} ability={ability} act={migrate} />;
}
