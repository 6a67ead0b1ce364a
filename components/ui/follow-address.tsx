"use client";

import { useSearchParams } from "next/navigation";
import { Fragment, type ReactElement, type ReactNode } from "react";

/** Fields anew for each address: what a field was given once stays in it, also where a link led to another choice. */
export function FollowAddress({ children }: { children: ReactNode }): ReactElement {
  return <Fragment key={useSearchParams().toString()}>{children}</Fragment>;
}
