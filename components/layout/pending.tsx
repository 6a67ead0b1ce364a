"use client";

import { useLinkStatus } from "next/link";
import type { ReactElement } from "react";

/** Inside a link: shows at once that its page was asked for, where that takes longer than a blink. */
export function Pending(): ReactElement {
  const { pending } = useLinkStatus();
  return <span aria-hidden data-pending={pending || undefined} className="link-pending" />;
}
