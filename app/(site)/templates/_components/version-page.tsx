import "server-only";
import Link from "next/link";
import type { ReactElement } from "react";
import { PageHead } from "@/components/layout/top-bar";
import { TemplateView } from "@/components/templates/template-view";
import { Badge } from "@/components/ui/badge";
import { LinkButton } from "@/components/ui/button";
import { Digest } from "@/components/ui/digest";
import { Disclosure } from "@/components/ui/disclosure";
import { Section } from "@/components/ui/section";
import { Source } from "@/components/ui/source";
import { Time } from "@/components/ui/time";
import { Why } from "@/components/ui/why";
import { requireActor } from "@/lib/identity/get-actor";
import { kernel } from "@/lib/platform/app";
import { proposedIn } from "@/lib/learning/proposal-queries";
import { loadOrganisation } from "@/lib/policy/queries";
import type { TemplateCheck, TemplateDetail } from "@/lib/releases/template-answers";
import { mayPublish } from "@/lib/releases/template-check-queries";
import { countReleasesByVersion } from "@/lib/releases/template-page-queries";
import { readTemplate } from "@/lib/releases/template-parse";
import { getTemplate, getTemplateVersion, getTemplateYaml } from "@/lib/releases/template-queries";
import { templateInWords } from "@/lib/releases/template-words";
import { found } from "../../_lib/found";
import { getReader } from "../../_lib/reader";
import { Versions } from "./versions";

/** A version of a template: what it asks, who decides, its versions, and who may publish the next. */
export async function VersionPage({
  templateKey: key,
  version: asked,
  guidance,
}: {
  templateKey: string;
  /** null: the latest. */
  version: number | null;
  guidance: boolean;
}): Promise<ReactElement> {
  const actor = await requireActor();
  const { db, clock } = kernel();
  const history = await found(getTemplate(db.prisma, { key }));
  const version = asked ?? history.latest;
  const [detail, source, organisation, uses, reader] = await Promise.all([
    found(getTemplateVersion(db.prisma, { key, version })),
    found(getTemplateYaml(db.prisma, { key, version })),
    loadOrganisation(db.prisma, clock.now()),
    countReleasesByVersion(db.prisma, { key, actor }),
    getReader(),
  ]);
  const origins = await proposedIn(db.prisma, { ...detail, actor });
  const read = readTemplate(detail.document);
  const publish = mayPublish(organisation, actor, true);
  const here = asked === null ? `/templates/${key}` : `/templates/${key}/versions/${version}`;
  return (
    <>
      <PageHead title={detail.title} acts={<Acts detail={detail} publish={publish} />}>
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
        {origins.map(({ postMortem, proposal, release }) => (
          <p key={proposal}>
            Proposed in{" "}
            <Link href={`/post-mortems/${postMortem}`} prefetch={false} className="link">
              the post-mortem of {release}
            </Link>
          </p>
        ))}
      </PageHead>
      <div className="grid gap-6 lg:grid-cols-[minmax(0,1fr)_20rem]">
        <div className="flex min-w-0 flex-col gap-4">
          <p className="text-sm">
            <Link
              href={guidance ? here : `${here}?guidance=all`}
              prefetch={false}
              scroll={false}
              className="inline-flex min-h-6 items-center link"
            >
              {guidance ? "Fold the guidance" : "Open all guidance"}
            </Link>
          </p>
          {read.ok && <TemplateView template={templateInWords(read.value.template)} open={guidance} />}
          <Section title="As YAML">
            <Disclosure summary="The document as it was published">
              <Source label="Template as YAML" text={source} />
            </Disclosure>
          </Section>
        </div>
        <div className="flex min-w-0 flex-col gap-6 self-start">
          <Versions history={history} shown={version} uses={uses} reader={reader} />
          <Publishing publish={publish} />
        </div>
      </div>
    </>
  );
}

function Acts({
  detail: { key, version, isLatest },
  publish,
}: {
  detail: TemplateDetail;
  publish: TemplateCheck["publish"];
}): ReactElement {
  return (
    <div className="flex flex-wrap items-start gap-2">
      <LinkButton href={`/templates/new?from=${key}&version=${version}`} prefetch={false} look="quiet">
        Copy as new
      </LinkButton>
      {publish.allowed ? (
        <LinkButton
          href={isLatest ? `/templates/${key}/edit` : `/templates/${key}/edit?from=${version}`}
          prefetch={false}
          look="primary"
        >
          {isLatest ? "Edit" : `Edit from version ${version}`}
        </LinkButton>
      ) : (
        <Why label="Edit" {...publish} align="end" />
      )}
    </div>
  );
}

function Publishing({ publish }: { publish: TemplateCheck["publish"] }): ReactElement {
  return (
    <Section title="Who may publish">
      <div className="flex flex-col gap-1.5 text-sm text-ink-2">
        {publish.takes.length === 0 ? (
          <p>No row of the organisation&apos;s rights gives it to anybody.</p>
        ) : (
          publish.takes.map((row) => <p key={row}>It takes {row}.</p>)
        )}
        <p>
          {publish.allowed
            ? "You may."
            : publish.whoMay.length === 0
              ? "Nobody may now."
              : publish.whoMay.map(({ name }) => name).join(", ")}
        </p>
        <p className="text-xs text-ink-3">
          Releases keep the version they began with. A version after the first counts as loosening, since it
          may ask for less.
        </p>
      </div>
    </Section>
  );
}
