"use client";

import type { ReactElement } from "react";
import { Button } from "@/components/ui/button";
import { Logo } from "./logo";

/** What a page shows when it could not be made. The reference finds the failure in the server's log. */
export function Failure({ error, retry }: { error: unknown; retry: () => void }): ReactElement {
  const digest =
    error instanceof Error && "digest" in error && typeof error.digest === "string" ? error.digest : null;
  return (
    <main className="mx-auto flex min-h-[70dvh] max-w-md flex-col items-start justify-center gap-3 px-4">
      <Logo size={32} />
      <h1 className="text-xl font-semibold">This page could not be shown</h1>
      <p className="text-ink-2">
        Nothing was changed. Try again; if it stays, tell whoever runs this installation
        {digest === null ? "." : " the reference below."}
      </p>
      {digest !== null && (
        <p className="text-sm text-ink-2">
          Reference <code className="font-mono">{digest}</code>
        </p>
      )}
      <Button look="primary" onClick={retry}>
        Try again
      </Button>
    </main>
  );
}
