import type { Metadata } from "next";
import type { ReactElement } from "react";

export const metadata: Metadata = { title: "No such link", referrer: "no-referrer" };

/** The same for a link that never was, has ended, or was revoked: nothing tells which. */
export default function NoSuchLink(): ReactElement {
  return (
    <main className="mx-auto flex min-h-[60dvh] max-w-md flex-col items-start justify-center gap-3 px-4">
      <h1 className="text-xl font-semibold">This link opens nothing</h1>
      <p className="text-ink-2">
        Links like it end after a while, and whoever made one can end it sooner. Check that the address was
        copied in full, or ask whoever sent it to you for a new one.
      </p>
    </main>
  );
}
