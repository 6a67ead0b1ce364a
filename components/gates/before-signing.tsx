"use client";

import { createContext, type ReactElement, type ReactNode, use } from "react";
import { Notice } from "@/components/ui/notice";
import type { OpenConcern } from "@/lib/gates/page-model";

/** What of a release whoever signs on it is shown, or can name. */
export interface SigningOn {
  /** Not answered yet. */
  concerns: readonly OpenConcern[];
  /** Stages that have not begun. */
  ahead: readonly { key: string; title: string }[];
  /** Who holds a role on it, where the page has them. */
  people?: readonly { name: string; email: string }[];
}

type ByRelease = Readonly<Record<string, SigningOn>>;
const Releases = createContext<ByRelease>({});
const nothing: SigningOn = { concerns: [], ahead: [] };

/** Brings it, by the release's slug, to the sheets in which somebody signs. */
export function BeforeSigning({ of, children }: { of: ByRelease; children: ReactNode }): ReactElement {
  return <Releases value={of}>{children}</Releases>;
}

export function useSigningOn(release: string): SigningOn {
  return use(Releases)[release] ?? nothing;
}

/** What nobody answered yet, in front of a signature. */
export function ConcernNotices({ release }: { release: string }): ReactElement | null {
  const open = useSigningOn(release).concerns;
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
