import Link from "next/link";
import type { ReactElement } from "react";
import { Section } from "@/components/ui/section";
import { Shape } from "@/components/ui/shape";
import { type Reader, Time } from "@/components/ui/time";
import type { SpeedGap, SpeedGapsAnswer } from "@/lib/gates/speed-gaps-schemas";
import { roleWords } from "@/lib/policy/role-words";

const releasesShown = 5;

/** When nobody could stop or go back, in the coming two weeks; in sentences. */
export function SpeedGaps({
  gaps,
  none = "No release that you can see is in flight, so nothing of this kind is to be decided.",
  reader,
}: {
  gaps: Pick<SpeedGapsAnswer, "items" | "releases">;
  /** What is said where it was looked at no release. */
  none?: string;
  reader: Reader;
}): ReactElement {
  return (
    <Section title="When nobody could stop or go back" aside="The coming two weeks" flush>
      {gaps.items.length === 0 ? (
        <p className="px-4 py-3 text-sm text-ink-2">
          {gaps.releases === 0
            ? none
            : "At any hour somebody can propose, authorise and execute a rollback, pause the exposure and place a hold, on every release in flight that you can see."}
        </p>
      ) : (
        <ul aria-label="Gaps">
          {gaps.items.map((gap) => (
            <Gap key={`${gap.sentence} ${gap.releases[0]?.slug ?? ""}`} gap={gap} reader={reader} />
          ))}
        </ul>
      )}
    </Section>
  );
}

function Gap({
  gap: { sentence, roles, releases, times },
  reader,
}: {
  gap: SpeedGap;
  reader: Reader;
}): ReactElement {
  const [next] = times;
  const more = releases.length - releasesShown;
  return (
    <li className="flex gap-2 border-b border-line px-4 py-2 text-sm last:border-b-0">
      <span className="pt-0.5">
        <Shape name="triangle" tone="work" size={14} />
      </span>
      <div className="min-w-0">
        <p className="wrap-anywhere">{sentence}</p>
        <p className="text-xs text-ink-3 wrap-anywhere">
          {next !== undefined && (
            <>
              {Date.parse(next.from) <= reader.now ? (
                "Now"
              ) : (
                <>
                  Next <Time at={Date.parse(next.from)} reader={reader} />
                </>
              )}{" "}
              until <Time at={Date.parse(next.to)} reader={reader} /> ·{" "}
            </>
          )}
          asked of {roles.map(roleWords).join(", ")} · on{" "}
          {releases.slice(0, releasesShown).map(({ slug, title }, index) => (
            <span key={slug}>
              {index > 0 && ", "}
              <Link href={`/releases/${slug}`} prefetch={false} className="link">
                {title}
              </Link>
            </span>
          ))}
          {more > 0 && ` and ${more} more`}
        </p>
      </div>
    </li>
  );
}
