import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import type { ReactElement } from "react";
import { PageHead } from "@/components/layout/top-bar";
import { requireActor } from "@/lib/identity/get-actor";
import { kernel } from "@/lib/platform/app";
import { listTemplateCards, type TemplateCard } from "@/lib/releases/template-page-queries";
import { getTemplateYaml } from "@/lib/releases/template-queries";
import { readShippedTemplates, type ShippedTemplate } from "@/lib/setup/shipped";
import { found } from "../../_lib/found";
import { one } from "../../_lib/reader";
import { publishVersion } from "../actions";
import { versionOf } from "../_components/asked";
import { TemplateEditor } from "../_components/template-editor";
import { copyOf, emptyTemplate } from "./beginnings";

export const metadata: Metadata = { title: "New template" };

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function NewTemplatePage({ searchParams }: Props): Promise<ReactElement> {
  const actor = await requireActor();
  const asked = await searchParams;
  const beginning = await beginningOf(one(asked["shipped"]), one(asked["from"]), one(asked["version"]));
  if (beginning === null) {
    const [templates, shipped] = await Promise.all([
      listTemplateCards(kernel().db.prisma, actor),
      readShippedTemplates([]),
    ]);
    return (
      <>
        <PageHead title="New template">From which text do you begin? You can change all of it.</PageHead>
        <Choice templates={templates} shipped={shipped} />
      </>
    );
  }
  return (
    <>
      <PageHead title="New template">
        Begun from {beginning.words}. Its key names it in addresses and files, and does not change later.{" "}
        <Link href="/templates/new" prefetch={false} className="link">
          Begin from another
        </Link>
      </PageHead>
      <TemplateEditor name={beginning.name} initial={beginning.source} base={null} act={publishVersion} />
    </>
  );
}

interface Beginning {
  name: string;
  words: string;
  source: string;
}

/** The text to begin from; null: none was chosen. */
async function beginningOf(
  shipped: string | undefined,
  from: string | undefined,
  version: string | undefined,
): Promise<Beginning | null> {
  if (shipped === "none") return { name: "new", words: "an empty one", source: emptyTemplate };
  if (shipped !== undefined) {
    const source = (await readShippedTemplates([])).find(({ name }) => name === shipped)?.source;
    if (source === undefined) notFound();
    return { name: `new-${shipped}`, words: `the shipped template ${shipped}`, source };
  }
  const number = versionOf(version);
  if (from === undefined || number === null) return null;
  const source = await found(getTemplateYaml(kernel().db.prisma, { key: from, version: number }));
  return { name: `new-${from}@${number}`, words: `version ${number} of ${from}`, source: copyOf(source) };
}

function Choice({
  templates,
  shipped,
}: {
  templates: readonly TemplateCard[];
  shipped: readonly ShippedTemplate[];
}): ReactElement {
  return (
    <ul className="grid gap-3 md:grid-cols-2">
      <Item href="/templates/new?shipped=none" title="Empty">
        One stage, one gate, one item: the smallest that can be published.
      </Item>
      {shipped.map(({ name, read: { template } }) => (
        <Item key={name} href={`/templates/new?shipped=${name}`} title={`${template.title}, as it ships`}>
          {opening(template.description)}
        </Item>
      ))}
      {templates.map(({ key, title, version }) => (
        <Item
          key={`own-${key}`}
          href={`/templates/new?from=${key}&version=${version}`}
          title={`A copy of ${title}`}
        >
          Version {version}, under a key of its own. Earlier versions are copied from their own pages.
        </Item>
      ))}
    </ul>
  );
}

/** The first paragraph of a description. */
function opening(description: string | null): string {
  return (description ?? "").split(/\n\s*\n/)[0]?.replaceAll(/\s+/g, " ") ?? "";
}

function Item({
  href,
  title,
  children,
}: {
  href: string;
  title: string;
  children: React.ReactNode;
}): ReactElement {
  return (
    <li className="relative rounded-lg border border-line bg-surface p-4 hover:border-line-strong hover:bg-hover">
      <h2 className="font-semibold">
        <Link href={href} prefetch={false} className="after:absolute after:inset-0 after:rounded-lg">
          {title}
        </Link>
      </h2>
      <p className="pt-0.5 text-sm text-ink-2">{children}</p>
    </li>
  );
}
