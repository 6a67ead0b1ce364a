import type { ReactElement } from "react";
import { Avatar } from "@/components/ui/avatar";
import { Badge } from "@/components/ui/badge";
import type { BlockedOn as Blocked } from "./portfolio-line";

/** On whom a release is blocked: people by name, the reader first; else what kind of thing. */
export function BlockedOn({ by }: { by: Blocked }): ReactElement {
  if ("otherwise" in by) return <span className="truncate text-ink-3">{by.otherwise}</span>;
  const { isMine, names } = by;
  const [first] = names;
  const rest = isMine ? names : names.slice(1);
  return (
    <span className="flex min-w-0 items-center gap-1.5" title={names.join(", ")}>
      {isMine && <Badge tone="accent">you</Badge>}
      {!isMine && first !== undefined && (
        <>
          <Avatar name={first} />
          <span className="truncate">{first}</span>
        </>
      )}
      {rest.length > 0 && (
        <span
          role="img"
          aria-label={`and ${rest.join(", ")}`}
          className="inline-flex shrink-0 items-center gap-1 text-xs text-ink-3"
        >
          <span aria-hidden className="flex gap-0.5">
            {rest.slice(0, 2).map((name, index) => (
              <Avatar key={index} name={name} />
            ))}
          </span>
          {rest.length > 2 && <span aria-hidden>+{rest.length - 2}</span>}
        </span>
      )}
    </span>
  );
}
