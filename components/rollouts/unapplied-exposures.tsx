import Link from "next/link";
import type { ReactElement } from "react";
import { Mark } from "@/components/ui/badge";
import { LinkButton } from "@/components/ui/button";
import { Section } from "@/components/ui/section";
import { type Reader, Time } from "@/components/ui/time";
import type { UnappliedExposure } from "@/lib/rollouts/exposure-schemas";
import { applyingSayings, setByWords } from "./applying-words";

/** In the inbox: exposures that an executor could not set, for those who can have it tried again or confirm what they set. */
export function UnappliedExposures({
  exposures,
  reader,
}: {
  exposures: readonly UnappliedExposure[];
  reader: Reader;
}): ReactElement | null {
  if (exposures.length === 0) return null;
  return (
    <Section
      className="mb-4 max-w-5xl"
      title="Exposures that could not be set"
      aside={String(exposures.length)}
      flush
    >
      <ul>
        {exposures.map((each) => (
          <Unapplied key={each.release.slug} exposure={each} reader={reader} />
        ))}
      </ul>
    </Section>
  );
}

function Unapplied({ exposure, reader }: { exposure: UnappliedExposure; reader: Reader }): ReactElement {
  const { release, percent, confirmed, state, by, note, since } = exposure;
  const { word, tone, shape } = applyingSayings[state];
  const executor = by === null ? "the executor" : setByWords(by);
  const href = `/releases/${release.slug}/rollout`;
  return (
    <li
      data-row
      className="grid gap-x-6 gap-y-2 border-b border-line px-4 py-3 last:border-b-0 md:grid-cols-[minmax(0,1fr)_auto] md:items-center"
    >
      <div className="flex min-w-0 flex-col gap-1">
        <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
          <h3 className="min-w-0 font-medium wrap-anywhere">
            <Link href={href} prefetch={false} className="hover:underline">
              {percent} % of {release.title}
            </Link>
          </h3>
          <Mark tone={tone} shape={shape}>
            {word}
          </Mark>
        </div>
        <p className="text-sm text-ink-2">
          By {executor}; {confirmed} % was seen last.
        </p>
        {note !== null && <p className="line-clamp-2 text-sm wrap-anywhere text-ink-2">{note}</p>}
        <p className="text-xs text-ink-3">
          <Time at={Date.parse(since)} reader={reader} />
        </p>
      </div>
      <div>
        <LinkButton href={href} prefetch={false} look="primary">
          To the rollout
        </LinkButton>
      </div>
    </li>
  );
}
