"use client";

import { createContext, type ReactElement, type ReactNode, use } from "react";
import { Notice } from "@/components/ui/notice";
import type { OpenConcern } from "@/lib/gates/page-model";

type ByRelease = Readonly<Record<string, readonly OpenConcern[]>>;
const Concerns = createContext<ByRelease>({});

/** Brings what is feared about releases, by slug, to the sheets in which somebody signs. */
export function OpenConcerns({ of, children }: { of: ByRelease; children: ReactNode }): ReactElement {
  return <Concerns value={of}>{children}</Concerns>;
}

/** What nobody answered yet, in front of a signature. */
export function ConcernNotices({ release }: { release: string }): ReactElement | null {
  const open = use(Concerns)[release] ?? [];
  if (open.length === 0) return null;
  return (
    <Notice tone="work" title={open.length === 1 ? "A concern is open" : `${open.length} concerns are open`}>
      <ul className="flex flex-col gap-1">
        {open.map(({ id, text, by }) => (
          <li key={id} className="wrap-anywhere">
            {by}: “{text}”
          </li>
        ))}
      </ul>
    </Notice>
  );
}
