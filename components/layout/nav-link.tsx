"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import type { ReactElement, ReactNode } from "react";

/** A link of the navigation that knows whether it leads to where the reader is. */
export function NavLink({
  href,
  also,
  className,
  children,
}: {
  href: string;
  also?: string;
  className: string;
  children: ReactNode;
}): ReactElement {
  const path = usePathname();
  const here = href === "/" ? path === "/" : path === href || path.startsWith(`${href}/`);
  const current = here || (also !== undefined && path.startsWith(also));
  return (
    <Link href={href} prefetch={false} aria-current={current ? "page" : undefined} className={className}>
      {children}
    </Link>
  );
}
