import Link from "next/link";
import type { ReactElement } from "react";
import { Badge, Mark } from "@/components/ui/badge";
import { type Reader, Time } from "@/components/ui/time";
import { questionKeys } from "@/lib/learning/model";
import type { ListedPostMortem } from "@/lib/learning/schemas";
import { kindWords, stateSayings } from "./post-mortem-words";

/** Post-mortems, the latest first: of what, how far it is written, and what is still to be done. */
export function PostMortemRows({
  items,
  reader,
}: {
  items: readonly ListedPostMortem[];
  reader: Reader;
}): ReactElement {
  return (
    <ul aria-label="Post-mortems">
      {items.map(({ id, kind, title, state, openedAt, publishedAt, answered, openActions }) => {
        const { word, tone, shape } = stateSayings[state];
        return (
          <li
            key={id}
            data-row
            className="grid gap-x-4 gap-y-1 border-b border-line px-4 py-2.5 text-sm last:border-b-0 sm:grid-cols-[minmax(0,1fr)_auto]"
          >
            <div className="min-w-0">
              <Link
                href={`/post-mortems/${id}`}
                prefetch={false}
                className="inline-flex min-h-6 items-center font-medium wrap-anywhere hover:underline"
              >
                {title}
              </Link>
              <p className="flex flex-wrap gap-x-3 text-xs text-ink-3">
                <span>
                  {publishedAt === null ? "opened " : "published "}
                  <Time at={Date.parse(publishedAt ?? openedAt)} reader={reader} />
                </span>
                <span>
                  {answered} of {questionKeys.length} questions answered
                </span>
                {openActions > 0 && (
                  <span>{openActions === 1 ? "1 open action" : `${openActions} open actions`}</span>
                )}
              </p>
            </div>
            <div className="flex flex-wrap items-center gap-2">
              <Badge tone="idle">{kindWords[kind]}</Badge>
              <Mark tone={tone} shape={shape}>
                {word}
              </Mark>
            </div>
          </li>
        );
      })}
    </ul>
  );
}
