import type { Metadata } from "next";
import type { ReactElement } from "react";
import { OpenConcerns } from "@/components/gates/open-concerns";
import { InboxList } from "@/components/gates/inbox-list";
import { Live } from "@/components/layout/live";
import { PageHead } from "@/components/layout/top-bar";
import { LinkButton } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { PendingItem } from "@/components/policy/pending-item";
import { Card, Section } from "@/components/ui/section";
import { requireActor } from "@/lib/identity/get-actor";
import { getInbox } from "../_lib/inbox";
import { getPendingOf } from "../_lib/pending";
import { voteOn } from "../_lib/pending-actions";
import { getReader } from "../_lib/reader";
import { gateActs } from "../releases/[slug]/_acts";

export const metadata: Metadata = { title: "Inbox" };

export default async function InboxPage(): Promise<ReactElement> {
  const [actor, items, pending, reader] = await Promise.all([
    requireActor(),
    getInbox(),
    getPendingOf("own"),
    getReader(),
  ]);
  const all = items.length + pending.length;
  const count =
    all === 0
      ? "Nothing waits for you."
      : `${all} ${all === 1 ? "decision waits" : "decisions wait"} for you, the longest wait first.`;
  return (
    <>
      <PageHead title="Inbox" acts={<Live />}>
        {count}
      </PageHead>
      {pending.length > 0 && (
        <Section
          className="mb-4 max-w-5xl"
          title="Proposals that take you as well"
          aside={String(pending.length)}
          flush
        >
          <ul>
            {pending.map((each) => (
              <PendingItem
                key={each.id}
                pending={each}
                me={actor.email}
                act={voteOn}
                reader={reader}
                showRelease
              />
            ))}
          </ul>
        </Section>
      )}
      {all === 0 ? (
        <Card className="p-0">
          <Empty
            title="Nothing waits for your decision"
            action={<LinkButton href="/">To the portfolio</LinkButton>}
          >
            When a release asks for a signature in one of your roles, it stands here with what changed since
            you last signed. If content that you signed changes, it comes back.
          </Empty>
        </Card>
      ) : (
        items.length > 0 && (
          <div className="max-w-5xl">
            <OpenConcerns
              of={Object.fromEntries(items.map(({ release, concerns }) => [release.slug, concerns]))}
            >
              <InboxList items={items} acts={gateActs} reader={reader} />
            </OpenConcerns>
          </div>
        )
      )}
    </>
  );
}
