import Link from "next/link";
import type { ReactElement } from "react";
import { Mark } from "@/components/ui/badge";
import { type Reader, Time } from "@/components/ui/time";
import { repeatWords } from "@/lib/reviews/repeats";
import type { ReviewAnswer } from "@/lib/reviews/schemas";
import { reviewSaying } from "./words";

const shownReleases = 2;

/** Reviews, one a line: when, what, about which releases, and where it stands. */
export function ReviewRows({
  reviews,
  reader,
  label,
}: {
  reviews: readonly ReviewAnswer[];
  reader: Reader;
  label: string;
}): ReactElement {
  return (
    <ul aria-label={label}>
      {reviews.map((review) => {
        const { word, tone, shape } = reviewSaying(review, reader.now);
        return (
          <li
            key={review.id}
            className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-0.5 border-b border-line px-4 py-2 last:border-b-0 md:grid-cols-[9rem_minmax(0,1fr)_auto]"
          >
            <span className="tabular text-sm text-ink-2 max-md:order-2">
              <Time at={Date.parse(review.start)} reader={reader} />
            </span>
            <span className="flex min-w-0 flex-col max-md:order-1 max-md:col-span-2">
              <Link
                href={`/reviews/${review.id}`}
                prefetch={false}
                className="inline-flex min-h-6 min-w-0 items-center font-medium hover:underline"
              >
                <span className="wrap-anywhere">{review.title}</span>
              </Link>
              <span className="text-xs wrap-anywhere text-ink-2">
                {aboutWords(review)}
                {review.rule !== null && ` · ${repeatWords(review.rule)}`}
                {review.isInvited && " · you are invited"}
              </span>
            </span>
            <span className="justify-self-end max-md:order-3">
              <Mark tone={tone} shape={shape}>
                {word}
              </Mark>
            </span>
          </li>
        );
      })}
    </ul>
  );
}

function aboutWords({ releases }: ReviewAnswer): string {
  if (releases.length === 0) return "No release in flight";
  if (releases.length > shownReleases) return `${releases.length} releases in flight`;
  return releases.map(({ title }) => title).join(", ");
}
