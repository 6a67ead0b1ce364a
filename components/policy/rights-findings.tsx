import Link from "next/link";
import type { ReactElement } from "react";
import { LinkButton } from "@/components/ui/button";
import { Section } from "@/components/ui/section";
import { Shape } from "@/components/ui/shape";
import { type Reader, Time } from "@/components/ui/time";
import type { MendableFindings } from "@/lib/policy/pending-queries";
import { rightsHref } from "./rights-href";

const shown = 10;

/** Decisions that nobody can take, for whoever can mend that; what hangs on one person is one line. */
export function RightsFindings({
  findings: { impossible, hangsOnOne },
  reader,
}: {
  findings: MendableFindings;
  reader: Reader;
}): ReactElement | null {
  const hanging = hangsOnOne > 0 && (
    <>
      {hangsOnOne === 1 ? "1 decision hangs" : `${hangsOnOne} decisions hang`} on one person, where you can
      change that.{" "}
      <Link href="/rights" prefetch={false} className="link">
        See on whom
      </Link>
    </>
  );
  if (impossible.length === 0)
    return hanging === false ? null : <p className="mb-4 text-sm text-ink-2">{hanging}</p>;
  const total = impossible.reduce((sum, { count }) => sum + count, 0);
  return (
    <Section className="mb-4 max-w-5xl" title="Decisions that nobody can take" aside={String(total)} flush>
      <ul>
        {impossible.slice(0, shown).map(({ release, count, since }) => (
          <li
            key={release?.slug ?? ""}
            className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 border-b border-line px-4 py-2.5 text-sm last:border-b-0"
          >
            <p className="flex min-w-0 items-baseline gap-2 wrap-anywhere">
              <Shape name="stop" tone="stop" size={12} />
              <span>
                <span className="font-medium">{release?.title ?? "The organisation"}</span>
                <span className="text-ink-2">
                  : {count === 1 ? "1 decision" : `${count} decisions`} · since{" "}
                  <Time at={since} reader={reader} />
                </span>
              </span>
            </p>
            <LinkButton
              size="sm"
              href={rightsHref({
                of: release === null ? "" : `release:${release.slug}`,
                without: [],
                hour: null,
              })}
              prefetch={false}
            >
              See which
            </LinkButton>
          </li>
        ))}
        {impossible.length > shown && (
          <li className="border-b border-line px-4 py-2.5 text-sm text-ink-2">
            and on {impossible.length - shown} more
          </li>
        )}
        {hanging !== false && <li className="px-4 py-2.5 text-sm text-ink-2">{hanging}</li>}
      </ul>
    </Section>
  );
}
