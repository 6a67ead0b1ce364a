import type { Metadata } from "next";
import Link from "next/link";
import type { ReactElement } from "react";
import { PageHead } from "@/components/layout/top-bar";
import { ActForm } from "@/components/ui/act-form";
import { Mark } from "@/components/ui/badge";
import { LinkButton } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { Pagination } from "@/components/ui/pagination";
import { Card } from "@/components/ui/section";
import { Tabs } from "@/components/ui/tabs";
import { type Reader, Time } from "@/components/ui/time";
import { deedAlone } from "@/lib/audit/entry-deeds";
import { requireActor } from "@/lib/identity/get-actor";
import { topicTitle } from "@/lib/notifications/model";
import { listNotices } from "@/lib/notifications/queries";
import { remindedWords } from "@/lib/notifications/reminder-words";
import type { NoticeView } from "@/lib/notifications/schemas";
import { kernel } from "@/lib/platform/app";
import { addressWith } from "../../_lib/filters";
import { found } from "../../_lib/found";
import { getReader, one } from "../../_lib/reader";
import { markRead } from "./actions";

export const metadata: Metadata = { title: "Notices" };

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

const path = "/inbox/notices";

export default async function OwnNoticesPage({ searchParams }: Props): Promise<ReactElement> {
  const [actor, reader, asked] = await Promise.all([requireActor(), getReader(), searchParams]);
  const cursor = one(asked["cursor"]);
  const { items, nextCursor } = await found(listNotices(kernel().db.prisma, { actor, page: { cursor } }));
  const newest = items.find(({ isRead }) => !isRead);
  return (
    <>
      <PageHead
        title="Inbox"
        acts={
          <LinkButton href="/settings/notices" prefetch={false}>
            What you hear of
          </LinkButton>
        }
      >
        What happened where you take part, and what was asked of you.
      </PageHead>
      <div className="mb-4">
        <Tabs
          label="Parts of the inbox"
          tabs={[
            { href: "/inbox", label: "Waiting for you", current: false },
            { href: "/inbox?waiting=others", label: "Waiting on others", current: false },
            { href: path, label: "Notices", current: true },
          ]}
        />
      </div>
      {newest !== undefined && (
        <div className="mb-3">
          <ActForm
            act={markRead}
            submit="Mark all of it as read"
            busy="Marking…"
            look="secondary"
            size="sm"
            row
          >
            <input type="hidden" name="upTo" value={newest.seq} />
          </ActForm>
        </div>
      )}
      {items.length === 0 ? (
        <Card className="p-0">
          <Empty title="You were told of nothing yet">
            When you vote on a release, hold a role on it or raise a concern, you hear here of what others do
            there.
          </Empty>
        </Card>
      ) : (
        <ul aria-label="Notices" className="max-w-5xl rounded-lg border border-line bg-surface">
          {items.map((each) => (
            <NoticeLine key={each.seq} notice={each} reader={reader} />
          ))}
        </ul>
      )}
      <div className="max-w-5xl pt-3">
        <Pagination
          label="Pages of notices"
          shown={`${items.length} ${items.length === 1 ? "notice" : "notices"} here`}
          first={cursor === undefined ? null : path}
          next={nextCursor === null ? null : addressWith(path, { cursor: nextCursor })}
        />
      </div>
    </>
  );
}

function NoticeLine({ notice, reader }: { notice: NoticeView; reader: Reader }): ReactElement {
  const { seq, type, actor, release, topic, at, isRead, reminder } = notice;
  return (
    <li className="relative grid gap-x-4 gap-y-1 border-b border-line px-4 py-2.5 text-sm last:border-b-0 hover:bg-hover sm:grid-cols-[minmax(0,1fr)_14rem_6rem] sm:items-center">
      <div className="min-w-0">
        <Link
          href={`/ledger/${seq}`}
          prefetch={false}
          className={`wrap-anywhere after:absolute after:inset-0 ${isRead ? "" : "font-medium"}`}
        >
          {reminder === null ? (
            <>
              <bdi>{actor ?? "Countersign"}</bdi> {deedAlone(type)}
            </>
          ) : (
            sentence(remindedWords(reminder))
          )}
        </Link>
        {release !== null && <span className="block text-xs text-ink-3 wrap-anywhere">{release.title}</span>}
      </div>
      <div className="flex flex-wrap gap-x-4 sm:contents">
        <div className="text-ink-2">
          {isRead ? (
            topicTitle(topic)
          ) : (
            <Mark tone="accent" shape="ring">
              {topicTitle(topic)}
              <span className="unseen">, not read yet</span>
            </Mark>
          )}
        </div>
        <div className="text-ink-3">
          <Time at={Date.parse(at)} reader={reader} show="ago" />
        </div>
      </div>
    </li>
  );
}

function sentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}
