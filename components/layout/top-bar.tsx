import Link from "next/link";
import type { ReactElement, ReactNode } from "react";
import { Logo } from "./logo";
import { BarNavigation } from "./navigation";

/** The bar on every page: where one is, what waits, who one is. */
export function TopBar({ waiting, children }: { waiting: number; children: ReactNode }): ReactElement {
  return (
    <header className="sticky top-0 z-20 border-b border-line bg-surface">
      <a
        href="#content"
        className="absolute top-2 left-2 z-30 -translate-y-16 rounded-md bg-accent-fill px-3 py-1.5 text-white focus:translate-y-0"
      >
        Skip to the content
      </a>
      <div className="mx-auto flex h-12 max-w-[90rem] items-center gap-4 px-4 lg:px-6">
        <Link
          href="/"
          className="inline-flex min-h-8 items-center gap-2 rounded-md pr-1 font-semibold tracking-[-0.01em]"
          prefetch={false}
        >
          <Logo />
          Countersign
        </Link>
        <BarNavigation waiting={waiting} />
        <div className="ml-auto flex items-center gap-3">{children}</div>
      </div>
    </header>
  );
}

/** The page's own width, clear of the phone's navigation. */
export function Content({ children }: { children: ReactNode }): ReactElement {
  return (
    <main
      id="content"
      tabIndex={-1}
      className="mx-auto max-w-[90rem] px-4 pt-4 pb-24 outline-none sm:pb-12 lg:px-6"
    >
      {children}
    </main>
  );
}

/** The head of a page: its one h1, what it is about, and the acts on it. */
export function PageHead({
  title,
  children,
  acts,
}: {
  title: ReactNode;
  children?: ReactNode;
  acts?: ReactNode;
}): ReactElement {
  return (
    <header className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2 pb-4">
      <div className="min-w-0">
        <h1 className="text-xl font-semibold tracking-[-0.012em]">{title}</h1>
        {children !== undefined && <div className="max-w-prose text-sm text-ink-2">{children}</div>}
      </div>
      {acts}
    </header>
  );
}
