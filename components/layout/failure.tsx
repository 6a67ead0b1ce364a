"use client";

import type { ReactElement } from "react";
import { Button } from "@/components/ui/button";
import { ErrorState } from "@/components/ui/error-state";

/** The reference under which the server's log holds what failed. */
function referenceOf(error: unknown): string | null {
  return error instanceof Error && "digest" in error && typeof error.digest === "string"
    ? error.digest
    : null;
}

/** What a page shows when it could not be made. */
export function Failure({ error, retry }: { error: unknown; retry: () => void }): ReactElement {
  const reference = referenceOf(error);
  return (
    <div className="flex min-h-[60dvh] flex-col justify-center">
      <h1 className="unseen">This page could not be shown</h1>
      <ErrorState
        title="This page could not be shown"
        reference={reference}
        action={
          <Button look="primary" onClick={retry}>
            Try again
          </Button>
        }
      >
        Nothing was changed. Try again; if it stays, tell whoever runs this installation
        {reference === null ? "." : " the reference below."}
      </ErrorState>
    </div>
  );
}
