import type { Metadata } from "next";
import { headers } from "next/headers";
import { notFound } from "next/navigation";
import { cache, type ReactElement } from "react";
import { Logo } from "@/components/layout/logo";
import { Board } from "@/components/sharing/board";
import { OneRelease } from "@/components/sharing/one-release";
import { shownShared } from "@/components/sharing/shown";
import { Empty } from "@/components/ui/empty";
import { Time } from "@/components/ui/time";
import { kernel } from "@/lib/platform/app";
import { AppError } from "@/lib/platform/errors";
import { addressOf } from "@/lib/platform/site";
import { dayIn } from "@/lib/releases/calendar";
import { openShareLink } from "@/lib/sharing/open-share-link";
import type { SharedStatus } from "@/lib/sharing/schemas";

interface Props {
  params: Promise<{ token: string }>;
}

export const dynamic = "force-dynamic";

/** Opened once for the title and the page together. Where too many were wrong, as where this one is: the same page. */
const getShared = cache(async (token: string): Promise<SharedStatus> => {
  const shared = await openShareLink(kernel(), { token, address: addressOf(await headers()) }).catch(
    (error: unknown) => {
      if (error instanceof AppError && error.code === "too-many-attempts") return null;
      throw error;
    },
  );
  return shared ?? notFound();
});

// The address is the secret: nothing on the page says or leads anywhere else, and no index takes it.
export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { title } = await getShared((await params).token);
  return {
    title: title ?? "Status",
    referrer: "no-referrer",
    robots: { index: false, follow: false, noarchive: true },
  };
}

export default async function SharedPage({ params }: Props): Promise<ReactElement> {
  const shared = await getShared((await params).token);
  const { scope, title, asOf, expiresAt } = shared;
  const [only] = scope === "release" ? shared.releases : [];
  const reader = { zone: "UTC", now: Date.parse(asOf) };
  const today = dayIn("UTC", reader.now);
  return (
    <main className="mx-auto flex max-w-5xl flex-col gap-4 px-4 py-6">
      <header className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2">
        <div className="min-w-0 flex-1 basis-64">
          <h1 className="text-xl font-semibold tracking-[-0.012em] wrap-anywhere">
            {title ?? "Status of releases"}
          </h1>
          <p className="text-sm text-ink-2">
            {scope === "release" ? "How this release stands" : "Where releases are"}, as of{" "}
            <Time at={Date.parse(asOf)} reader={reader} />. Load the page again for what is so now.
          </p>
        </div>
        <p className="inline-flex items-center gap-2 text-sm text-ink-3">
          <Logo />
          Countersign
        </p>
      </header>
      <Board
        board={shownShared(shared)}
        reader={reader}
        today={today}
        one={only === undefined ? undefined : <OneRelease release={only} today={today} />}
        none={<Empty title="Nothing is in flight">Releases stand here from their start to their end.</Empty>}
      />
      <footer className="text-xs text-ink-3">
        Shared by a link that ends on <Time at={Date.parse(expiresAt)} reader={reader} />. Whoever has its
        address reads this; pass it on with care.
      </footer>
    </main>
  );
}
