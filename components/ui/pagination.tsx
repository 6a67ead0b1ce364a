import type { ReactElement } from "react";
import { LinkButton } from "./button";

/** Links through a list that is read by cursor: no page numbers, since lists grow while one reads. */
export function Pagination({
  label,
  shown,
  first,
  previous = null,
  next,
}: {
  label: string;
  /** In words: "50 releases", "1 to 50 of 312". */
  shown: string;
  /** Address of the start of the list; null where one is there. */
  first: string | null;
  /** Address of what comes before; null at the start, or where the list is read forwards only. */
  previous?: string | null;
  /** Address of what follows; null at the end. */
  next: string | null;
}): ReactElement {
  return (
    <nav aria-label={label} className="flex min-h-8 flex-wrap items-center justify-between gap-x-4 gap-y-2">
      <p className="tabular text-xs text-ink-3">{shown}</p>
      {(first !== null || previous !== null || next !== null) && (
        <div className="flex gap-1.5">
          {first !== null && (
            <LinkButton look="quiet" size="sm" href={first} prefetch={false}>
              To the start
            </LinkButton>
          )}
          {previous !== null && (
            <LinkButton size="sm" href={previous} prefetch={false} rel="prev">
              Previous
            </LinkButton>
          )}
          {next !== null && (
            <LinkButton size="sm" href={next} prefetch={false} rel="next">
              Next
            </LinkButton>
          )}
        </div>
      )}
    </nav>
  );
}
