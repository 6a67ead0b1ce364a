import Link from "next/link";
import type { ReactElement } from "react";
import { Mark } from "@/components/ui/badge";
import { Notice } from "@/components/ui/notice";
import { type Reader, Time } from "@/components/ui/time";
import type { SoakOverlapAnswer } from "@/lib/rollouts/overlap-schemas";

type Soak = SoakOverlapAnswer["soaks"][number];

/** Two releases that soak at once and are judged by the same metrics, as rows. */
export function OverlapRows({
  overlaps,
  reader,
}: {
  overlaps: readonly SoakOverlapAnswer[];
  reader: Reader;
}): ReactElement {
  return (
    <ul aria-label="Overlapping soaks">
      {overlaps.map((overlap) => (
        <li
          key={overlap.soaks
            .map(({ release, percent, kind }) => `${release.slug} ${percent} ${kind}`)
            .join(" ")}
          className="grid gap-x-6 gap-y-1 border-b border-line px-4 py-2.5 text-sm last:border-b-0 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]"
        >
          <div className="min-w-0">
            {overlap.soaks.map((soak) => (
              <SoakLine key={soak.release.slug} soak={soak} />
            ))}
          </div>
          <div className="min-w-0 text-ink-2">
            <p>
              <When overlap={overlap} reader={reader} />
            </p>
            <p className="text-xs text-ink-3 wrap-anywhere">{metricWords(overlap)}</p>
          </div>
        </li>
      ))}
    </ul>
  );
}

function SoakLine({ soak: { release, percent, kind, criteria } }: { soak: Soak }): ReactElement {
  return (
    <p className="flex flex-wrap items-baseline gap-x-2">
      <Link
        href={`/releases/${release.slug}/rollout`}
        prefetch={false}
        className="font-medium link wrap-anywhere"
      >
        {release.title}
      </Link>
      <Kind kind={kind} percent={percent} />
      <span className="text-xs text-ink-3 wrap-anywhere">{criteria.join(", ")}</span>
    </p>
  );
}

function Kind({ kind, percent }: Pick<Soak, "kind" | "percent">): ReactElement {
  return kind === "running" ? (
    <Mark tone="go" shape="clock">
      {percent} % soaking
    </Mark>
  ) : (
    <Mark tone="idle" shape="ring">
      {percent} % to come
    </Mark>
  );
}

function When({
  overlap: { from, to },
  reader,
}: {
  overlap: SoakOverlapAnswer;
  reader: Reader;
}): ReactElement {
  const isNow = Date.parse(from) <= reader.now;
  return (
    <>
      {isNow ? "Now" : <Time at={Date.parse(from)} reader={reader} />}
      {to === null ? ", until what stops it is over" : " until "}
      {to !== null && <Time at={Date.parse(to)} reader={reader} />}
    </>
  );
}

function metricWords({ metrics }: SoakOverlapAnswer): string {
  const common = metrics.filter(({ isCommon }) => isCommon).map(({ metric }) => metric);
  const apart = metrics.filter(({ isCommon }) => !isCommon).map(({ metric }) => metric);
  const parts = [
    common.length > 0 ? `${common.join(", ")}: both read the same samples` : null,
    apart.length > 0 ? `${apart.join(", ")}: measured for each, of the same users` : null,
  ];
  return parts.filter((part) => part !== null).join("; ");
}

/** Before exposure grows: others soak at the same time and are judged by the same metrics. */
export function OverlapWarning({
  release,
  overlaps,
  reader,
}: {
  release: string;
  overlaps: readonly SoakOverlapAnswer[];
  reader: Reader;
}): ReactElement | null {
  if (overlaps.length === 0) return null;
  const others = new Map(
    overlaps.flatMap(({ soaks }) =>
      soaks.flatMap(({ release: of }) => (of.slug === release ? [] : [[of.slug, of.title] as const])),
    ),
  );
  const many = others.size === 1 ? "another release" : `${others.size} other releases`;
  return (
    <Notice tone="work" shape="triangle" title={`Its soak overlaps with ${many} on a shared metric`}>
      <p>What then goes wrong could come of either: consider letting one soak before the other grows.</p>
      <div className="-mx-4 mt-2 border-t border-line">
        <OverlapRows overlaps={overlaps} reader={reader} />
      </div>
    </Notice>
  );
}
