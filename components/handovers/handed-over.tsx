import Link from "next/link";
import type { ReactElement } from "react";
import { Notice } from "@/components/ui/notice";
import { type Reader, Time } from "@/components/ui/time";
import type { WaitingHandOver } from "@/lib/handovers/shift-change";

/** Shifts that the reader came on, whose hand-over they have not acknowledged. */
export function HandedOver({
  shifts,
  reader,
}: {
  shifts: readonly WaitingHandOver[];
  reader: Reader;
}): ReactElement | null {
  if (shifts.length === 0) return null;
  return (
    <div className="mb-4 flex max-w-5xl flex-col gap-2">
      {shifts.map(({ key, title, to }) => (
        <Notice key={key} tone="go" shape="clock" title={`You are on shift: ${title}`}>
          <p>
            Until <Time at={to} reader={reader} />.{" "}
            <Link href={`/hand-over?rota=${key}&shift=running`} prefetch={false} className="link">
              Read what was handed over
            </Link>
          </p>
        </Notice>
      ))}
    </div>
  );
}
