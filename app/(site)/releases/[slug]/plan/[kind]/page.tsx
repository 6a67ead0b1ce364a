import type { Metadata } from "next";
import { notFound } from "next/navigation";
import type { ReactElement } from "react";
import { Together } from "@/components/people/together";
import { stringify } from "yaml";
import { PlanForm } from "@/components/releases/forms/plan-form";
import { SourceForm } from "@/components/releases/forms/source-form";
import { starters } from "@/components/releases/forms/starters";
import { typedOf } from "@/components/releases/forms/typed";
import { LinkButton } from "@/components/ui/button";
import { Why } from "@/components/ui/why";
import type { DocumentKind } from "@/lib/releases/model";
import { getRelease, getReleaseDocument } from "../../_data";
import { writeDocument, writePlan } from "../actions";

interface Props {
  params: Promise<{ slug: string; kind: string }>;
}

const documents = {
  edit: { kind: "plan", title: "Plan", ability: "changePlan" },
  criteria: { kind: "criteria", title: "Criteria", ability: "changeCriteria" },
  "rollback-plan": { kind: "rollback-plan", title: "Rollback plan", ability: "changeRollbackPlan" },
} as const satisfies Record<string, { kind: DocumentKind; title: string; ability: string }>;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { title } = await getRelease((await params).slug);
  return { title: `Change the plan · ${title}` };
}

export default async function EditPage({ params }: Props): Promise<ReactElement> {
  const { slug, kind: asked } = await params;
  if (!isDocument(asked)) notFound();
  const { kind, title, ability: name } = documents[asked];
  const [release, document] = await Promise.all([getRelease(slug), getReleaseDocument(slug, kind)]);
  const ability = release.abilities[name];
  const content = document?.document ?? null;
  const ifMatch = document?.digest ?? null;
  return (
    <section aria-labelledby="edit-title" className="flex max-w-5xl flex-col gap-4">
      <header className="flex flex-wrap items-center justify-between gap-2">
        <h2 id="edit-title" className="text-lg font-semibold">
          {title}
          {document !== null && (
            <span className="pl-2 text-sm font-normal text-ink-3">
              from version {document.version} by {document.changedBy}
            </span>
          )}
        </h2>
        <LinkButton size="sm" look="quiet" href={`/releases/${slug}/plan#${kind}`} prefetch={false}>
          Back without a change
        </LinkButton>
      </header>
      <Together ability={ability} />
      {!ability.allowed ? (
        <Why label={`Change the ${title.toLowerCase()}`} full {...ability} />
      ) : kind === "plan" ? (
        <PlanForm release={slug} ifMatch={ifMatch} initial={typedOf(content)} act={writePlan} />
      ) : (
        <SourceForm
          release={slug}
          kind={kind}
          title={title}
          ifMatch={ifMatch}
          source={content === null ? starters[kind] : stringify(content, { lineWidth: 100 })}
          act={writeDocument}
        />
      )}
    </section>
  );
}

function isDocument(name: string): name is keyof typeof documents {
  return Object.hasOwn(documents, name);
}
