import type { Metadata } from "next";
import type { ReactElement } from "react";
import { Logo } from "@/components/layout/logo";
import { LinkButton } from "@/components/ui/button";

export const metadata: Metadata = { title: "Not found" };

export default function NotFound(): ReactElement {
  return (
    <main className="mx-auto flex min-h-[70dvh] max-w-md flex-col items-start justify-center gap-3 px-4">
      <Logo size={32} />
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
