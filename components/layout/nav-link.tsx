"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import type { ReactElement, ReactNode } from "react";

/** A link of a navigation that knows whether it leads to where the reader is. */
export function NavLink({
  href,
  also,
  exact = false,
  className,
  children,
}: {
  href: string;
  also?: string;
  exact?: boolean;
  className: string;
  children: ReactNode;
}): ReactElement {
  const path = usePathname();
  const isBelow = !exact && href !== "/" && path.startsWith(`${href}/`);
  const isCurrent = path === href || isBelow || (also !== undefined && path.startsWith(also));
  return (
    <Link href={href} prefetch={false} aria-current={isCurrent ? "page" : undefined} className={className}>
      {children}
    </Link>
  );
}
