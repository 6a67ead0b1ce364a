import type { Metadata } from "next";
import Link from "next/link";
import type { ReactElement } from "react";
import { PageHead } from "@/components/layout/top-bar";
import { counted } from "@/components/templates/stage-track";
import { LinkButton } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { Card } from "@/components/ui/section";
import { type Reader, Time } from "@/components/ui/time";
import { requireActor } from "@/lib/identity/get-actor";
import { kernel } from "@/lib/platform/app";
import { listTemplateCards, type TemplateCard } from "@/lib/releases/template-page-queries";
import { getReader } from "../_lib/reader";

export const metadata: Metadata = { title: "Templates" };

export default async function TemplatesPage(): Promise<ReactElement> {
  const actor = await requireActor();
  const [templates, reader] = await Promise.all([listTemplateCards(kernel().db.prisma, actor), getReader()]);
  return (
    <>
      <PageHead
        title="Templates"
        acts={
          <LinkButton href="/templates/new" prefetch={false} look="primary">
            New template
          </LinkButton>
        }
      >
        How a kind of release reaches production: its stages, gates, what each asks for, and who may decide. A
        release pins one version.
      </PageHead>
      {templates.length === 0 ? (
        <Card className="p-0">
          <Empty
            title="No template is published yet"
            action={
              <LinkButton href="/templates/new" prefetch={false}>
                Begin from one that ships
              </LinkButton>
            }
          >
            A template is a YAML document, written here or published with{" "}
            <code className="font-mono">countersign template publish</code>.
          </Empty>
        </Card>
      ) : (
        <ul className="grid gap-3 md:grid-cols-2 xl:grid-cols-3">
          {templates.map((template) => (
            <TemplateItem key={template.key} template={template} reader={reader} />
          ))}
        </ul>
      )}
    </>
  );
}

function TemplateItem({ template, reader }: { template: TemplateCard; reader: Reader }): ReactElement {
  const { key, title, version, open, releases, publishedBy, publishedAt, stages } = template;
  return (
    <li className="relative flex min-w-0 flex-col gap-1.5 rounded-lg border border-line bg-surface p-4 hover:border-line-strong hover:bg-hover">
      <div className="flex flex-wrap items-baseline justify-between gap-x-3">
        <h2 className="min-w-0 font-semibold wrap-anywhere">
          <Link
            href={`/templates/${key}`}
            prefetch={false}
            className="after:absolute after:inset-0 after:rounded-lg"
          >
            {title}
          </Link>
        </h2>
        <span className="tabular text-sm text-ink-2">version {version}</span>
      </div>
      <p className="text-sm text-ink-2 wrap-anywhere">
        {stages.map((stage) => stage.title ?? stage.key).join(" → ")}
      </p>
      <p className="tabular text-sm text-ink-2">
        {releases === 0 ? "No release uses it yet" : `${counted(open, "release")} open, ${releases} in all`}
      </p>
      <p className="mt-auto pt-1 text-xs text-ink-3">
        Published by {publishedBy}, <Time at={publishedAt} reader={reader} />
      </p>
    </li>
  );
}
