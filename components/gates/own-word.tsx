import Link from "next/link";
import type { ReactElement } from "react";
import { Badge } from "@/components/ui/badge";
import { type Reader, Time } from "@/components/ui/time";
import type { PartChange } from "@/lib/gates/change-since";
import type { OwnWord } from "@/lib/gates/page-model";
import { partWords } from "./status";

const said: Record<string, string> = {
  approve: "approved this",
  "needs-work": "asked for work",
  reject: "rejected this",
  "not-applicable": "said this does not apply",
  withdraw: "withdrew what you said",
  acknowledge: "acknowledged this",
};

/** What the reader said last, and what differs since. */
export function OwnWordLine({
  own,
  release,
  reader,
}: {
  own: OwnWord;
  release: string;
  reader: Reader;
}): ReactElement {
  const { vote, at, changes } = own;
  return (
    <div className="text-sm text-ink-2">
      <p>
        You {said[vote] ?? vote} <Time at={at} reader={reader} show="ago" />.{" "}
        {changes.length === 0 ? "Nothing that it covers has changed since." : "Since then:"}
      </p>
      <ChangeList changes={changes} />
      {changes.length > 0 && <Comparison own={own} release={release} />}
    </div>
  );
}

/** Parts that differ from what was signed, with the artifacts behind them. */
export function ChangeList({ changes }: { changes: readonly PartChange[] }): ReactElement | null {
  if (changes.length === 0) return null;
  return (
    <ul className="mt-1 flex flex-col gap-1">
      {changes.slice(0, 8).map((change) => (
        <li key={change.part} className="flex flex-wrap items-baseline gap-x-2 gap-y-0.5">
          <Badge tone={change.change === "removed" ? "stop" : change.change === "added" ? "good" : "aged"}>
            {change.change}
          </Badge>
          <span className="text-ink">{partWords(change.part)}</span>
          {change.artifacts.length > 0 && (
            <span className="text-xs text-ink-3 wrap-anywhere">
              {change.artifacts
                .slice(0, 5)
                .map(({ name, change: how }) => `${name} ${how}`)
                .join(", ")}
              {change.artifacts.length > 5 && `, and ${change.artifacts.length - 5} more`}
            </span>
          )}
        </li>
      ))}
      {changes.length > 8 && <li>and {changes.length - 8} more</li>}
    </ul>
  );
}

function Comparison({ own, release }: { own: OwnWord; release: string }): ReactElement | null {
  const since = Object.entries(own.candidates);
  if (since.length === 0 || own.changes.every(({ artifacts }) => artifacts.length === 0)) return null;
  return (
    <p className="mt-1 flex flex-wrap gap-x-3">
      {since.map(([component, digest]) => (
        <Link
          key={component}
          prefetch={false}
          href={`/releases/${release}/bundle?component=${component}&from=${encodeURIComponent(digest)}`}
          className="inline-flex min-h-6 items-center link"
        >
          Compare {component} with what you signed
        </Link>
      ))}
    </p>
  );
}
