import type { Metadata } from "next";
import { notFound } from "next/navigation";
import type { ReactElement } from "react";
import { PageHead } from "@/components/layout/top-bar";
import { ActForm } from "@/components/ui/act-form";
import { LinkButton } from "@/components/ui/button";
import { Input, Select, Textarea } from "@/components/ui/field";
import { Section } from "@/components/ui/section";
import { requireActor } from "@/lib/identity/get-actor";
import { getPostMortem } from "@/lib/learning/queries";
import { kernel } from "@/lib/platform/app";
import { listTemplateCards } from "@/lib/releases/template-page-queries";
import { getTemplate, getTemplateVersion, getTemplateYaml } from "@/lib/releases/template-queries";
import { readTemplate } from "@/lib/releases/template-parse";
import { found } from "../../../_lib/found";
import { one } from "../../../_lib/reader";
import { getRelease } from "../../../releases/[slug]/_data";
import { propose } from "../actions";

export const metadata: Metadata = { title: "Propose a template change" };

interface Props {
  params: Promise<{ id: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function ProposePage({ params, searchParams }: Props): Promise<ReactElement> {
  const [{ id }, search, actor] = await Promise.all([params, searchParams, requireActor()]);
  const { db, clock } = kernel();
  const view = await found(getPostMortem(db.prisma, { id, actor, now: clock.now() }));
  const action = view.actions.find((each) => each.id === one(search["action"]));
  if (action === undefined) notFound();
  const template = one(search["template"]);
  return (
    <>
      <PageHead title="Propose a template change">
        <p>
          From the action “{action.title}” of{" "}
          <a href={`/post-mortems/${id}`} className="link">
            {view.title}
          </a>
          . It is in force once it is published, by whoever may publish templates.
        </p>
      </PageHead>
      <div className="flex max-w-3xl flex-col gap-4">
        {template === undefined ? (
          <Choose postMortem={id} action={action.id} release={view.release.slug} />
        ) : (
          <Forms postMortem={id} action={action.id} template={template} />
        )}
      </div>
    </>
  );
}

/** That of the release first, which is the one that let it pass. */
async function Choose({
  postMortem,
  action,
  release,
}: {
  postMortem: string;
  action: string;
  release: string;
}): Promise<ReactElement> {
  const actor = await requireActor();
  const [cards, { template }] = await Promise.all([
    listTemplateCards(kernel().db.prisma, actor),
    getRelease(release),
  ]);
  const isOwn = ({ key }: { key: string }) => key === template.key;
  return (
    <Section title="Which template?" flush>
      <ul aria-label="Templates">
        {[...cards.filter(isOwn), ...cards.filter((card) => !isOwn(card))].map((card) => (
          <li
            key={card.key}
            className="flex flex-wrap items-center justify-between gap-2 border-b border-line px-4 py-2 text-sm last:border-b-0"
          >
            <span className="min-w-0 wrap-anywhere">
              <span className="font-medium">{card.title}</span>{" "}
              <span className="text-ink-3">
                version {card.version}
                {isOwn(card) && ", by which the release went"}
              </span>
            </span>
            <LinkButton
              size="sm"
              href={`/post-mortems/${postMortem}/propose?action=${action}&template=${card.key}`}
              prefetch={false}
              aria-label={`Change ${card.title}`}
            >
              Change it
            </LinkButton>
          </li>
        ))}
      </ul>
    </Section>
  );
}

interface Chosen {
  postMortem: string;
  action: string;
  template: string;
}

async function Forms({ postMortem, action, template }: Chosen): Promise<ReactElement> {
  const { prisma } = kernel().db;
  const { title, latest: version, versions } = await found(getTemplate(prisma, { key: template }));
  const digest = versions.find(({ isLatest }) => isLatest)?.digest ?? "";
  const [detail, source] = await Promise.all([
    getTemplateVersion(prisma, { key: template, version }),
    getTemplateYaml(prisma, { key: template, version }),
  ]);
  const read = readTemplate(detail.document);
  const { stages, roles } = read.ok ? read.value.complete : { stages: [], roles: [] };
  const gates = stages.flatMap((stage) =>
    stage.gates.map((gate) => ({
      value: gate.key,
      label: `${stage.title ?? stage.key}: ${gate.title ?? gate.key}`,
    })),
  );
  const hidden = (
    <>
      <input type="hidden" name="postMortem" value={postMortem} />
      <input type="hidden" name="action" value={action} />
      <input type="hidden" name="template" value={template} />
      <input type="hidden" name="ifMatch" value={digest} />
    </>
  );
  const why = <Textarea label="Why" name="reason" required rows={2} maxLength={4_000} />;
  return (
    <>
      <Section title={`Add a requirement to ${title}`} aside={`version ${version}`}>
        <ActForm act={propose} submit="Propose it" busy="Recording…">
          {hidden}
          <Select label="Gate" name="gate" options={gates} />
          <Input label="What is asked" name="title" required maxLength={200} />
          <Input
            label="Key"
            name="key"
            required
            maxLength={64}
            hint="Lower-case letters, digits and hyphens, such as refund-volume."
          />
          <Textarea
            label="Guidance"
            name="guidance"
            rows={3}
            maxLength={10_000}
            hint="In Markdown; it may be left out."
          />
          <Select
            label="Signed by"
            name="role"
            options={[
              { value: "", label: "Nobody: a check reports it" },
              ...roles.map((role) => ({ value: role, label: role.replaceAll("-", " ") })),
            ]}
          />
          <Input
            label="Check"
            name="check"
            maxLength={64}
            hint="The name under which a pipeline reports it, where nobody signs it."
          />
          {why}
        </ActForm>
      </Section>
      <Section title="Or edit the whole template">
        <ActForm act={propose} submit="Propose this text" busy="Recording…" look="secondary">
          {hidden}
          <Textarea
            label="YAML"
            name="source"
            required
            rows={24}
            spellCheck={false}
            className="font-mono text-xs"
            defaultValue={source}
          />
          {why}
        </ActForm>
      </Section>
    </>
  );
}
