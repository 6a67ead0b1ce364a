import type { Metadata } from "next";
import type { ReactElement } from "react";
import { BeforeSigning } from "@/components/gates/before-signing";
import { InboxList } from "@/components/gates/inbox-list";
import { Live } from "@/components/layout/live";
import { PageHead } from "@/components/layout/top-bar";
import { LinkButton } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { PendingItem } from "@/components/policy/pending-item";
import { ObligationRow } from "@/components/releases/obligations";
import { Card, Section } from "@/components/ui/section";
import { requireActor } from "@/lib/identity/get-actor";
import { getInbox } from "../_lib/inbox";
import { getPendingOf } from "../_lib/pending";
import { voteOn } from "../_lib/pending-actions";
import { getReader } from "../_lib/reader";
import { gateActs, obligationActs } from "../releases/[slug]/_acts";

export const metadata: Metadata = { title: "Inbox" };

export default async function InboxPage(): Promise<ReactElement> {
  const [actor, { items, obligations }, pending, reader] = await Promise.all([
    requireActor(),
    getInbox(),
    getPendingOf("own"),
    getReader(),
  ]);
  const decisions = items.length + pending.length;
  const all = decisions + obligations.length;
  return (
    <>
      <PageHead title="Inbox" acts={<Live />}>
        {countWords(decisions, obligations.length)}
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
      {obligations.length > 0 && (
        <Section
          className="mb-4 max-w-5xl"
          title="What you owe"
          aside={obligations.length === 1 ? "1 obligation" : `${obligations.length} obligations`}
          flush
        >
          <ul>
            {obligations.map((each) => (
              <ObligationRow
                key={`${each.release.slug} ${each.id}`}
                release={each.release.slug}
                of={each.release}
                obligation={each}
                acts={obligationActs}
                reader={reader}
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
            <BeforeSigning
              of={Object.fromEntries(
                items.map(({ release, concerns, ahead }) => [release.slug, { concerns, ahead }]),
              )}
            >
              <InboxList items={items} acts={gateActs} reader={reader} />
            </BeforeSigning>
          </div>
        )
      )}
    </>
  );
}

function countWords(decisions: number, owed: number): string {
  if (decisions + owed === 0) return "Nothing waits for you.";
  const parts = [
    decisions === 0
      ? null
      : `${decisions} ${decisions === 1 ? "decision waits" : "decisions wait"} for you, the longest wait first`,
    owed === 0 ? null : `you owe ${owed} ${owed === 1 ? "thing" : "things"}`,
  ];
  const words = parts.filter((part) => part !== null).join("; ");
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}
