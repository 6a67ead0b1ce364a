"use client";

import Link from "next/link";
import type { ReactElement, ReactNode } from "react";
import { Icon } from "@/components/ui/icon";
import { Logo } from "./logo";
import { NavLink } from "./nav-link";
import { Navigation } from "./navigation";
import { settings } from "./places";
import { SearchButton } from "./search-button";

/** The frame of every page: a column beside it from laptops up, a slim bar above it below that width. */
export function Shell({
  waiting,
  command,
  account,
  children,
}: {
  waiting: number;
  /** The name of the key that commands: ⌘ or Ctrl. */
  command: string;
  account: ReactNode;
  children: ReactNode;
}): ReactElement {
  return (
    <div className="lg:grid lg:grid-cols-[13.5rem_minmax(0,1fr)] print:block">
      <header className="print:hidden sticky top-0 z-20 flex h-12 items-center gap-2 border-b border-line bg-surface px-4 lg:h-dvh lg:flex-col lg:items-stretch lg:gap-3 lg:overflow-y-auto lg:border-r lg:border-b-0 lg:bg-sunken lg:px-2.5 lg:py-3">
        <a
          href="#content"
          className="absolute top-2 left-2 z-30 -translate-y-16 rounded-md bg-accent-fill px-3 py-1.5 text-white focus:translate-y-0"
        >
          Skip to the content
        </a>
        <Link
          href="/"
          className="inline-flex min-h-8 shrink-0 items-center gap-2 rounded-md pr-1 font-semibold tracking-[-0.01em] lg:px-2"
          prefetch={false}
        >
          <Logo />
          Countersign
        </Link>
        <div className="ml-auto flex md:order-2 lg:order-none lg:ml-0 lg:flex-col">
          <SearchButton command={command} />
        </div>
        <Navigation waiting={waiting} />
        <div className="flex items-center gap-1 md:order-3 lg:order-none lg:mt-auto lg:flex-col lg:items-stretch lg:gap-0.5">
          <NavLink
            href={settings.href}
            className="place hidden min-h-8 text-sm md:inline-flex lg:flex lg:min-h-7.5"
          >
            <Icon name={settings.icon} />
            <span className="max-lg:unseen">{settings.label}</span>
          </NavLink>
          {account}
        </div>
      </header>
      <Content>{children}</Content>
    </div>
  );
}

/** The page's own width, clear of the phone's navigation. */
function Content({ children }: { children: ReactNode }): ReactElement {
  return (
    <main id="content" tabIndex={-1} className="min-w-0 outline-none">
      <div className="mx-auto max-w-[84rem] px-4 pt-4 pb-24 md:pb-12 lg:px-8 lg:pt-6">{children}</div>
    </main>
  );
}
