import type { Metadata } from "next";
import Link from "next/link";
import type { ReactElement } from "react";
import { PageHead } from "@/components/layout/top-bar";
import { TemplateChanges } from "@/components/templates/template-changes";
import { TemplateView } from "@/components/templates/template-view";
import { Badge } from "@/components/ui/badge";
import { Digest } from "@/components/ui/digest";
import { Disclosure } from "@/components/ui/disclosure";
import { Section } from "@/components/ui/section";
import { Source } from "@/components/ui/source";
import { Time } from "@/components/ui/time";
import { requireActor } from "@/lib/identity/get-actor";
import { kernel } from "@/lib/platform/app";
import { readTemplate } from "@/lib/releases/template-parse";
import {
  compareTemplates,
  getTemplate,
  getTemplateVersion,
  getTemplateYaml,
} from "@/lib/releases/template-queries";
import { found } from "../../_lib/found";
import { getReader, one } from "../../_lib/reader";

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
  const asked = await searchParams;
  await requireActor();
  const db = kernel().db.prisma;
  const history = await found(getTemplate(db, { key }));
  const version = numberOf(one(asked["version"])) ?? history.latest;
  const compared = numberOf(one(asked["from"]));
  const [detail, source, difference, reader] = await Promise.all([
    found(getTemplateVersion(db, { key, version })),
    found(getTemplateYaml(db, { key, version })),
    compared === null ? null : found(compareTemplates(db, { key, version: compared, other: version })),
    getReader(),
  ]);
  const read = readTemplate(detail.document);
  return (
    <>
      <PageHead title={detail.title}>
        <p className="flex flex-wrap items-center gap-x-2">
          Version {version}{" "}
          {detail.isLatest ? (
            <Badge tone="accent">latest</Badge>
          ) : (
            <Badge tone="aged">a newer version exists</Badge>
          )}{" "}
          published by {detail.publishedBy}, <Time at={Date.parse(detail.publishedAt)} reader={reader} />{" "}
          <Digest value={detail.digest} />
        </p>
      </PageHead>
      <div className="grid gap-6 lg:grid-cols-[minmax(0,1fr)_20rem]">
        <div className="flex min-w-0 flex-col gap-6">
          {difference !== null && <TemplateChanges difference={difference} />}
          {read.ok && <TemplateView template={read.value.template} />}
          <Section title="As YAML">
            <Disclosure summary="The document as it was published">
              <Source label="Template as YAML" text={source} />
            </Disclosure>
          </Section>
        </div>
        <Section title="Versions" flush className="self-start">
          <ol>
            {history.versions.map((each) => (
              <li
                key={each.version}
                className="flex flex-col gap-0.5 border-b border-line px-4 py-2 text-sm last:border-b-0"
              >
                <span className="flex flex-wrap items-baseline justify-between gap-x-3">
                  <Link
                    href={`/templates/${key}?version=${each.version}`}
                    prefetch={false}
                    aria-current={each.version === version ? "page" : undefined}
                    className="inline-flex min-h-6 items-center font-medium aria-[current=page]:text-accent"
                  >
                    Version {each.version}
                  </Link>
                  {each.version !== version && (
                    <Link
                      href={`/templates/${key}?version=${Math.max(version, each.version)}&from=${Math.min(version, each.version)}`}
                      prefetch={false}
                      className="inline-flex min-h-6 items-center text-accent underline underline-offset-2"
                    >
                      Compare
                    </Link>
                  )}
                </span>
                <span className="text-xs text-ink-3">
                  {each.publishedBy}, <Time at={Date.parse(each.publishedAt)} reader={reader} />
                </span>
              </li>
            ))}
          </ol>
        </Section>
      </div>
    </>
  );
}

function numberOf(text: string | undefined): number | null {
  return text !== undefined && /^[1-9]\d{0,8}$/.test(text) ? Number(text) : null;
}
