import type { Metadata } from "next";
import Link from "next/link";
import type { ReactElement } from "react";
import { PageHead } from "@/components/layout/top-bar";
import { effectWords, TemplateChanges } from "@/components/templates/template-changes";
import { Button } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { Select } from "@/components/ui/field";
import { Section } from "@/components/ui/section";
import { requireActor } from "@/lib/identity/get-actor";
import { kernel } from "@/lib/platform/app";
import type { TemplateDifference, TemplateHistory } from "@/lib/releases/template-answers";
import { compareTemplates, getTemplate } from "@/lib/releases/template-queries";
import { found } from "../../../_lib/found";
import { one } from "../../../_lib/reader";
import { versionOf } from "../../_components/asked";

interface Props {
  params: Promise<{ key: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  await requireActor();
  const { title } = await found(getTemplate(kernel().db.prisma, { key: (await params).key }));
  return { title: `Difference · ${title}` };
}

const areas: [TemplateDifference["changes"][number]["area"], string][] = [
  ["template", "The template"],
  ["stage", "Stages"],
  ["gate", "Gates"],
  ["requirement", "Requirements"],
  ["rights", "Who may decide"],
  ["criterion", "Criteria"],
  ["rollback-plan", "Rollback plan"],
];

export default async function DifferencePage({ params, searchParams }: Props): Promise<ReactElement> {
  const { key } = await params;
  const asked = await searchParams;
  await requireActor();
  const db = kernel().db.prisma;
  const history = await found(getTemplate(db, { key }));
  const to = versionOf(one(asked["to"])) ?? history.latest;
  const from = versionOf(one(asked["from"])) ?? Math.max(1, to - 1);
  const only = one(asked["only"]) === "loosening";
  const { changes } = await found(compareTemplates(db, { key, version: from, other: to }));
  const shown = only ? changes.filter(({ effect }) => effect === "loosening") : changes;
  return (
    <>
      <PageHead title={`${history.title}: version ${from} to ${to}`}>
        <p>
          {effectWords(changes)} What no rule proves to ask as much counts as loosening.{" "}
          <Link href={`/templates/${key}`} prefetch={false} className="link">
            The template
          </Link>
        </p>
      </PageHead>
      <Choice history={history} from={from} to={to} only={only} />
      <div className="flex flex-col gap-4 pt-4">
        {shown.length === 0 && (
          <Section title="Nothing differs">
            <Empty
              title={only && changes.length > 0 ? "No change loosens anything" : "They ask for the same"}
            >
              Wording of comments and the order of fields do not count.
            </Empty>
          </Section>
        )}
        {areas.map(([area, title]) => {
          const own = shown.filter((change) => change.area === area);
          return own.length === 0 ? null : (
            <Section key={area} title={title} aside={effectWords(own)} flush>
              <TemplateChanges changes={own} />
            </Section>
          );
        })}
      </div>
    </>
  );
}

function Choice({
  history: { key, versions },
  from,
  to,
  only,
}: {
  history: TemplateHistory;
  from: number;
  to: number;
  only: boolean;
}): ReactElement {
  const options = versions.map(({ version, publishedBy }) => ({
    value: String(version),
    label: `Version ${version}, ${publishedBy}`,
  }));
  return (
    <form method="get" className="flex flex-wrap items-end gap-3">
      <Select label="From" name="from" defaultValue={String(from)} options={options} />
      <Select label="To" name="to" defaultValue={String(to)} options={options} />
      <Select
        label="Show"
        name="only"
        defaultValue={only ? "loosening" : ""}
        options={[
          { value: "", label: "All changes" },
          { value: "loosening", label: "Loosening only" },
        ]}
      />
      <Button type="submit">Compare</Button>
      <Link
        href={`/templates/${key}/difference?from=${to}&to=${from}`}
        prefetch={false}
        className="inline-flex min-h-8 items-center text-sm link"
      >
        Swap
      </Link>
    </form>
  );
}
