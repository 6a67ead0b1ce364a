"use client";

import type { ReactElement } from "react";
import { Card } from "@/components/ui/section";
import { Loading, Skeleton } from "@/components/ui/skeleton";

/** The shape of a page with a head and a list, while it is on its way. */
export function ListLoading({ rows = 6 }: { rows?: number }): ReactElement {
  return (
    <Loading label="The page is on its way">
      <HeadLoading />
      <Rows count={rows} />
    </Loading>
  );
}

/** The shape of a part below a page's own head, such as a tab of a release. */
export function PartLoading({ rows = 5 }: { rows?: number }): ReactElement {
  return (
    <Loading label="The page is on its way">
      <Rows count={rows} />
    </Loading>
  );
}

function HeadLoading(): ReactElement {
  return (
    <div className="pb-4">
      <Skeleton className="h-6.5 w-40" />
      <Skeleton className="mt-1 h-4 w-72 max-w-full" />
    </div>
  );
}

function Rows({ count }: { count: number }): ReactElement {
  return (
    <Card className="p-0">
      {Array.from({ length: count }, (_, row) => (
        <div key={row} className="flex items-center gap-4 border-b border-line px-4 py-3 last:border-b-0">
          <div className="flex min-w-0 flex-1 flex-col gap-2">
            <Skeleton className={row % 2 === 0 ? "h-4 w-1/2" : "h-4 w-2/5"} />
            <Skeleton className="h-3 w-1/4" />
          </div>
          <Skeleton className="hidden h-4 w-24 sm:block" />
        </div>
      ))}
    </Card>
  );
}
