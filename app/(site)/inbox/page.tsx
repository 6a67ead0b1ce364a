import type { Metadata } from "next";
import type { ReactElement } from "react";
import { BeforeSigning } from "@/components/gates/before-signing";
import { Holders } from "@/components/gates/holders";
import { InboxList } from "@/components/gates/inbox-list";
import { Live } from "@/components/layout/live";
import { PageHead } from "@/components/layout/top-bar";
import { LinkButton } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { EndingDelegations } from "@/components/policy/ending-delegations";
import { RightsFindings } from "@/components/policy/rights-findings";
import { PendingItem } from "@/components/policy/pending-item";
import { ObligationRow } from "@/components/releases/obligations";
import { HandedOver } from "@/components/handovers/handed-over";
import { UnappliedExposures } from "@/components/rollouts/unapplied-exposures";
import { WaitingRollbacks } from "@/components/rollbacks/waiting-rollbacks";
import { Card, Section } from "@/components/ui/section";
import { Tabs } from "@/components/ui/tabs";
import { waitingOnOthers } from "@/lib/policy/waiting-on-others";
import { kernel } from "@/lib/platform/app";
import { requireActor } from "@/lib/identity/get-actor";
import { getHandOvers, getInbox, getUnapplied, getWaitingRollbacks } from "../_lib/inbox";
import { getWaiting } from "../_lib/pending";
import { voteOn } from "../_lib/pending-actions";
import { getReader, one } from "../_lib/reader";
import { gateActs, obligationActs } from "../releases/[slug]/_acts";

export const metadata: Metadata = { title: "Inbox" };

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function InboxPage({ searchParams }: Props): Promise<ReactElement> {
  return one((await searchParams)["waiting"]) === "others" ? <WaitingOnOthers /> : <OwnInbox />;
}

function Views({ current }: { current: "me" | "others" }): ReactElement {
  return (
    <div className="mb-4">
      <Tabs
        label="Whom it waits for"
        tabs={[
          { href: "/inbox", label: "Waiting for you", current: current === "me" },
          { href: "/inbox?waiting=others", label: "Waiting on others", current: current === "others" },
          { href: "/inbox/notices", label: "Notices", current: false },
        ]}
      />
    </div>
  );
}

async function WaitingOnOthers(): Promise<ReactElement> {
  const [actor, reader] = await Promise.all([requireActor(), getReader()]);
  const holders = await waitingOnOthers(kernel(), actor);
  return (
    <>
      <PageHead title="Inbox" live={<Live />}>
        {holders.length === 0
          ? "You wait for nobody."
          : `${holders.length} ${holders.length === 1 ? "person has" : "people have"} what you wait for.`}
      </PageHead>
      <Views current="others" />
      {holders.length === 0 ? (
        <Card className="p-0">
          <Empty title="Nobody has anything that you wait for">
            Who could sign in the releases that you champion, and who could complete what you proposed, stands
            here with the number and the age of what they have.
          </Empty>
        </Card>
      ) : (
        <Holders holders={holders} reader={reader} />
      )}
    </>
  );
}

async function OwnInbox(): Promise<ReactElement> {
  const [
    actor,
    { items, obligations },
    { pending, ending, findings },
    rollbacks,
    unapplied,
    handOvers,
    reader,
  ] = await Promise.all([
    requireActor(),
    getInbox(),
    getWaiting(),
    getWaitingRollbacks(),
    getUnapplied(),
    getHandOvers(),
    getReader(),
  ]);
  const decisions = rollbacks.length + unapplied.length + items.length + pending.length;
  const all = decisions + obligations.length;
  return (
    <>
      <PageHead title="Inbox" live={<Live />}>
        {countWords(decisions, obligations.length)}
      </PageHead>
      <Views current="me" />
      <WaitingRollbacks rollbacks={rollbacks} reader={reader} />
      <UnappliedExposures exposures={unapplied} reader={reader} />
      <HandedOver shifts={handOvers} reader={reader} />
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
      <RightsFindings findings={findings} reader={reader} />
      {ending.length > 0 && <EndingDelegations delegations={ending} me={actor.email} reader={reader} />}
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
      : `${decisions} ${decisions === 1 ? "decision waits" : "decisions wait"} for you, overdue first, then the longest wait`,
    owed === 0 ? null : `you owe ${owed} ${owed === 1 ? "thing" : "things"}`,
  ];
  const words = parts.filter((part) => part !== null).join("; ");
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}
