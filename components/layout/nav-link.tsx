"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import type { ReactElement, ReactNode } from "react";
import { Pending } from "./pending";

/** A link of a navigation that knows whether it leads to where the reader is. */
export function NavLink({
  href,
  also,
  exact = false,
  className,
  children,
}: {
  href: string;
  /** Addresses below this one count as well. */
  also?: string;
  /** Addresses below its own do not count. */
  exact?: boolean;
  className: string;
  children: ReactNode;
}): ReactElement {
  const path = usePathname();
  const isAt = (base: string): boolean => path === base || path.startsWith(`${base}/`);
  const isCurrent =
    path === href || (!exact && href !== "/" && isAt(href)) || (also !== undefined && isAt(also));
  return (
    <Link href={href} prefetch={false} aria-current={isCurrent ? "page" : undefined} className={className}>
      {children}
      <Pending />
    </Link>
  );
}
