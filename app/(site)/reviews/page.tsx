import type { Metadata } from "next";
import Link from "next/link";
import type { ReactElement } from "react";
import { Live } from "@/components/layout/live";
import { PageHead } from "@/components/layout/top-bar";
import { ReviewRows } from "@/components/reviews/review-rows";
import { LinkButton } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { Section } from "@/components/ui/section";
import { Why } from "@/components/ui/why";
import { requireActor } from "@/lib/identity/get-actor";
import { kernel } from "@/lib/platform/app";
import { listReviews } from "@/lib/reviews/queries";
import { mayCallReview } from "@/lib/reviews/rules";
import { getReader } from "../_lib/reader";

export const metadata: Metadata = { title: "Reviews" };

const dayMs = 86_400_000;
const shown = { behindMs: 84 * dayMs, aheadMs: 56 * dayMs, most: 60 };

export default async function ReviewsPage(): Promise<ReactElement> {
  const actor = await requireActor();
  const reader = await getReader();
  const { items } = await listReviews(kernel().db.prisma, {
    actor,
    from: reader.now - shown.behindMs,
    to: reader.now + shown.aheadMs,
    mine: false,
  });
  const ahead = items.filter(({ end }) => Date.parse(end) > reader.now).slice(0, shown.most);
  const past = items
    .filter(({ end }) => Date.parse(end) <= reader.now)
    .toReversed()
    .slice(0, shown.most);
  const may = mayCallReview(actor);
  const callOne = may.allowed ? (
    <LinkButton href="/reviews/new" look="primary">
      Call a review
    </LinkButton>
  ) : (
    <Why label="Call a review" align="end" {...may} />
  );
  return (
    <>
      <PageHead title="Reviews" live={<Live />} acts={items.length > 0 && callOne}>
        Where people meet over releases and say whether they go on.{" "}
        <Link
          href="/settings/account#calendar"
          prefetch={false}
          className="inline-flex min-h-6 items-center link"
        >
          Read yours in your own calendar
        </Link>
      </PageHead>
      {items.length === 0 ? (
        <Section title="Coming up" flush>
          <Empty title="No review is called yet" action={callOne}>
            A review has a time, once or every week, and covers releases: by template, team, component or
            name. Its agenda writes itself: open gates, requests for work, concerns, waivers that run out. It
            ends for each release in go, go on conditions, or no-go, and a template can ask for that.
          </Empty>
        </Section>
      ) : (
        <div className="flex flex-col gap-4">
          <Section title="Coming up" aside="eight weeks" flush>
            {ahead.length === 0 ? (
              <p className="px-4 py-6 text-sm text-ink-2">None is planned.</p>
            ) : (
              <ReviewRows reviews={ahead} reader={reader} label="Reviews coming up" />
            )}
          </Section>
          {past.length > 0 && (
            <Section title="Past" aside="twelve weeks" flush>
              <ReviewRows reviews={past} reader={reader} label="Past reviews" />
            </Section>
          )}
        </div>
      )}
    </>
  );
}
