"use client";

import Link from "next/link";
import type { ReactElement } from "react";
import { Section } from "@/components/ui/section";

export interface WaitingLine {
  href: string;
  title: string;
  /** Title. */
  release: string;
  /** In words. */
  waits: string;
}

/** The first of what waits for the reader's decision, above the portfolio. */
export function WaitingForYou({
  count,
  lines,
}: {
  count: number;
  lines: readonly WaitingLine[];
}): ReactElement {
  return (
    <Section
      className="mb-4"
      title={`Waiting for you (${count})`}
      aside={
        <Link href="/inbox" prefetch={false} className="inline-flex min-h-6 items-center link">
          Open the inbox
        </Link>
      }
      flush
    >
      <ul>
        {lines.map(({ href, title, release, waits }) => (
          <li
            key={href}
            className="grid gap-x-4 border-b border-line px-4 py-1.5 text-sm last:border-b-0 sm:grid-cols-[minmax(0,3fr)_minmax(0,2fr)_6rem] sm:items-center"
          >
            <Link
              href={href}
              prefetch={false}
              className="inline-flex min-h-6 min-w-0 items-center font-medium hover:underline"
            >
              {title}
            </Link>
            <span className="min-w-0 text-ink-2">{release}</span>
            <span className="text-ink-3 sm:text-right">{waits}</span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
