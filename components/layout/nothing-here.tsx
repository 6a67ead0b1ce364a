"use client";

import type { ReactElement } from "react";
import { LinkButton } from "@/components/ui/button";

/** What an address shows that names nothing, or nothing that the reader may see; both look alike on purpose. */
export function NothingHere(): ReactElement {
  return (
    <main className="mx-auto flex min-h-[60dvh] max-w-md flex-col items-start justify-center gap-3 px-4">
      <h1 className="text-xl font-semibold">There is nothing here</h1>
      <p className="text-ink-2">
        The address names nothing, or something that is not visible to you. If somebody sent it to you, ask
        them whether the release is restricted.
      </p>
      <LinkButton href="/" look="primary">
        To the portfolio
      </LinkButton>
    </main>
  );
}
