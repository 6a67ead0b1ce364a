import Link from "next/link";
import type { ReactElement } from "react";
import { releaseSayings } from "@/components/gates/status";
import { Mark } from "@/components/ui/badge";
import { Digest } from "@/components/ui/digest";
import { Section } from "@/components/ui/section";
import { type Reader, Time } from "@/components/ui/time";
import type { LiveAnswer } from "@/lib/catalogue/schemas";
import type { ListedRelease } from "@/lib/releases/answers";

/** Releases that move a component, in flight and past. */
export function ComponentReleases({
  releases,
  component,
  hasMore,
}: {
  releases: readonly ListedRelease[];
  component: string;
  hasMore: boolean;
}): ReactElement {
  return (
    <Section
      title="Releases"
      aside={
        <Link href={`/?component=${component}`} prefetch={false} className="hover:underline">
          In the portfolio
        </Link>
      }
      flush
    >
      {releases.length === 0 && (
        <p className="px-4 py-3 text-sm text-ink-2">No release that you can see has moved it.</p>
      )}
      <ul aria-label="Releases">
        {releases.map(({ slug, title, state, stage }) => {
          const { word, tone, shape } = releaseSayings[state];
          return (
            <li
              key={slug}
              className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1 border-b border-line px-4 py-2 text-sm last:border-b-0"
            >
              <Link
                href={`/releases/${slug}`}
                prefetch={false}
                className="inline-flex min-h-6 min-w-0 items-center font-medium wrap-anywhere hover:underline"
              >
                {title}
              </Link>
              <span className="flex flex-wrap items-center gap-x-2">
                {state === "active" && stage !== null && <span className="text-ink-3">{stage}</span>}
                <Mark tone={tone} shape={shape}>
                  {word}
                </Mark>
              </span>
            </li>
          );
        })}
      </ul>
      {hasMore && <p className="px-4 py-2 text-xs text-ink-3">The latest {releases.length} of them.</p>}
    </Section>
  );
}

/** What is and was live, and what brought it there. */
export function LiveHistory({ live, reader }: { live: readonly LiveAnswer[]; reader: Reader }): ReactElement {
  return (
    <Section title="Live" flush>
      {live.length === 0 && <p className="px-4 py-3 text-sm text-ink-2">Nothing of it is live yet.</p>}
      <ul aria-label="What was live">
        {live.map(({ digest, version, release, from, to }) => (
          <li key={from} className="border-b border-line px-4 py-2 text-sm last:border-b-0">
            <p className="flex flex-wrap items-center gap-x-2">
              {to === null && (
                <Mark tone="good" shape="check-disc">
                  Now
                </Mark>
              )}
              <span className="font-medium">{version}</span>
              <Digest value={digest} />
            </p>
            <p className="text-xs text-ink-3">
              since <Time at={Date.parse(from)} reader={reader} />
              {to !== null && (
                <>
                  {" "}
                  until <Time at={Date.parse(to)} reader={reader} />
                </>
              )}{" "}
              ·{" "}
              {release === null ? (
                "named with a reason"
              ) : (
                <Link href={`/releases/${release}`} prefetch={false} className="hover:underline">
                  by {release}
                </Link>
              )}
            </p>
          </li>
        ))}
      </ul>
    </Section>
  );
}

/** Components by key, each a link to its page. */
export function Linked({
  title,
  keys,
  none,
}: {
  title: string;
  keys: readonly string[];
  none: string;
}): ReactElement {
  return (
    <Section title={title} flush>
      {keys.length === 0 ? (
        <p className="px-4 py-3 text-sm text-ink-2">{none}</p>
      ) : (
        <ul>
          {keys.map((key) => (
            <li key={key} className="border-b border-line px-4 py-2 text-sm last:border-b-0">
              <Link
                href={`/components/${key}`}
                prefetch={false}
                className="font-medium wrap-anywhere hover:underline"
              >
                {key}
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
