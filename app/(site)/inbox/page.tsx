import type { Metadata } from "next";
import type { ReactElement } from "react";
import { InboxList } from "@/components/gates/inbox-list";
import { Live } from "@/components/layout/live";
import { PageHead } from "@/components/layout/top-bar";
import { LinkButton } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { Card } from "@/components/ui/section";
import { getInbox } from "../_lib/inbox";
import { getReader } from "../_lib/reader";
import { gateActs } from "../releases/[slug]/_acts";

export const metadata: Metadata = { title: "Inbox" };

export default async function InboxPage(): Promise<ReactElement> {
  const [items, reader] = await Promise.all([getInbox(), getReader()]);
  const count =
    items.length === 0
      ? "Nothing waits for you."
      : `${items.length} ${items.length === 1 ? "decision waits" : "decisions wait"} for you, the longest wait first.`;
  return (
    <>
      <PageHead title="Inbox" acts={<Live />}>
        {count}
      </PageHead>
      {items.length === 0 ? (
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
        <div className="max-w-5xl">
          <InboxList items={items} acts={gateActs} reader={reader} />
        </div>
      )}
    </>
  );
}
