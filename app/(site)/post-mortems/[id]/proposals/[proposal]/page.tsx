import type { Metadata } from "next";
import Link from "next/link";
import type { ReactElement } from "react";
import { PageHead } from "@/components/layout/top-bar";
import { proposalSayings } from "@/components/learning/post-mortem-words";
import { ActSheet } from "@/components/policy/act-sheet";
import { effectWords, TemplateChanges } from "@/components/templates/template-changes";
import { ActForm } from "@/components/ui/act-form";
import { Mark } from "@/components/ui/badge";
import { Disclosure } from "@/components/ui/disclosure";
import { Notice } from "@/components/ui/notice";
import { Section } from "@/components/ui/section";
import { Time } from "@/components/ui/time";
import { Why } from "@/components/ui/why";
import { requireActor } from "@/lib/identity/get-actor";
import { getProposal, type ProposalView } from "@/lib/learning/proposal-queries";
import { kernel } from "@/lib/platform/app";
import { found } from "../../../../_lib/found";
import { getReader } from "../../../../_lib/reader";
import { publishProposal, withdraw } from "../../actions";

export const metadata: Metadata = { title: "Proposed template change" };

interface Props {
  params: Promise<{ id: string; proposal: string }>;
}

export default async function ProposalPage({ params }: Props): Promise<ReactElement> {
  const [{ id, proposal: asked }, actor, reader] = await Promise.all([params, requireActor(), getReader()]);
  const { db, clock } = kernel();
  const view = await found(getProposal(db.prisma, { id, proposal: asked, actor, now: clock.now() }));
  const { proposal, action, check } = view;
  const { word, tone, shape } = proposalSayings[proposal.state];
  return (
    <>
      <PageHead
        title={`Proposed change of ${proposal.template}`}
        acts={proposal.state === "open" && <Deciding id={id} view={view} />}
      >
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <Mark tone={tone} shape={shape}>
            {word}
          </Mark>
          {proposal.version !== null && (
            <Link
              href={`/templates/${proposal.template}/versions/${proposal.version}`}
              prefetch={false}
              className="link"
            >
              version {proposal.version}
            </Link>
          )}
          <span>
            {proposal.by.name}, <Time at={Date.parse(proposal.at)} reader={reader} />
          </span>
        </p>
        <p className="pt-1">
          From the action{" "}
          <Link href={`/post-mortems/${id}#action-${action.id}`} prefetch={false} className="link">
            {action.title}
          </Link>
        </p>
        <p className="pt-1 wrap-anywhere">“{proposal.reason}”</p>
      </PageHead>
      <div className="flex max-w-4xl flex-col gap-4">
        {proposal.state === "stale" && (
          <Notice tone="aged" title="The template has moved on">
            Another version is the latest now than the one that this was written from. Below is what it would
            change of that; propose it anew from the action if it is still wanted.
          </Notice>
        )}
        {proposal.state === "published" ? (
          <Notice tone="good" title={`It is in force as version ${proposal.version ?? ""}`}>
            Releases that begin from now on follow it.
          </Notice>
        ) : (
          <Section title="What it changes of the current version" aside={effectWords(check.changes)} flush>
            <TemplateChanges changes={check.changes} />
          </Section>
        )}
        <Section title="The whole text">
          <Disclosure summary="Show it">
            <pre className="text-xs whitespace-pre-wrap wrap-anywhere">{proposal.source}</pre>
          </Disclosure>
        </Section>
      </div>
    </>
  );
}

/** Publishing is the ordinary decision on templates; where it takes several people, they find it in their inboxes. */
function Deciding({
  id,
  view: { proposal, check, withdraw: may },
}: {
  id: string;
  view: ProposalView;
}): ReactElement {
  return (
    <div className="flex flex-wrap items-start gap-2">
      {check.publish.allowed ? (
        <ActForm act={publishProposal} submit="Publish it" busy="Publishing…">
          <input type="hidden" name="source" value={proposal.source} />
          <input type="hidden" name="mediaType" value={proposal.mediaType} />
          <input type="hidden" name="ifMatch" value={proposal.before} />
        </ActForm>
      ) : (
        <Why
          label="Publish it"
          look="primary"
          align="end"
          reason={check.publish.reason}
          whoMay={check.publish.whoMay}
        />
      )}
      <ActSheet
        id="withdraw"
        label="Take it back"
        size="md"
        ability={may}
        act={withdraw}
        hidden={{ postMortem: id, proposal: proposal.id }}
      />
    </div>
  );
}
