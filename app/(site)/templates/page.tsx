import type { Metadata } from "next";
import Link from "next/link";
import type { ReactElement } from "react";
import { PageHead } from "@/components/layout/top-bar";
import { Empty } from "@/components/ui/empty";
import { Card } from "@/components/ui/section";
import { Time } from "@/components/ui/time";
import { requireActor } from "@/lib/identity/get-actor";
import { kernel } from "@/lib/platform/app";
import { listTemplates } from "@/lib/releases/template-queries";
import { getReader } from "../_lib/reader";

export const metadata: Metadata = { title: "Templates" };

export default async function TemplatesPage(): Promise<ReactElement> {
  await requireActor();
  const [{ items }, reader] = await Promise.all([
    listTemplates(kernel().db.prisma, { limit: 200 }),
    getReader(),
  ]);
  const latest = items.filter(({ isLatest }) => isLatest);
  return (
    <>
      <PageHead title="Templates">
        How a kind of release reaches production: its stages, gates, what each asks for, and who may decide. A
        release pins one version.
      </PageHead>
      {latest.length === 0 ? (
        <Card className="p-0">
          <Empty title="No template is published yet">
            A template is a YAML document. Publish the first one with{" "}
            <code className="font-mono">countersign template publish</code>.
          </Empty>
        </Card>
      ) : (
        <ul className="grid gap-3 md:grid-cols-2 xl:grid-cols-3">
          {latest.map((template) => (
            <li
              key={template.key}
              className="relative rounded-lg border border-line bg-surface p-4 hover:border-line-strong hover:bg-hover"
            >
              <h2 className="font-semibold">
                <Link
                  href={`/templates/${template.key}`}
                  prefetch={false}
                  className="after:absolute after:inset-0 after:rounded-lg"
                >
                  {template.title}
                </Link>
              </h2>
              <p className="text-sm text-ink-2">
                Version {template.version}{" "}
                <code className="font-mono text-xs text-ink-3">{template.key}</code>
              </p>
              <p className="pt-2 text-xs text-ink-3">
                Published by {template.publishedBy},{" "}
                <Time at={Date.parse(template.publishedAt)} reader={reader} />
              </p>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
