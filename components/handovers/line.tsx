import Link from "next/link";
import type { ReactElement, ReactNode } from "react";

/** One of the brief's lists: where it stands, and below what of it. */
export function Line({
  href,
  title,
  children,
}: {
  href: string;
  title: ReactNode;
  children: ReactNode;
}): ReactElement {
  return (
    <li className="border-b border-line px-4 py-2 text-sm last:border-b-0">
      <Link
        href={href}
        prefetch={false}
        className="inline-flex min-h-6 items-center font-medium link wrap-anywhere"
      >
        {title}
      </Link>
      <div className="text-ink-2 wrap-anywhere">{children}</div>
    </li>
  );
}
