import Link from "next/link";
import type { ReactElement } from "react";
import { roleWords } from "@/components/gates/status";
import { Notice } from "@/components/ui/notice";
import { type Reader, Time } from "@/components/ui/time";
import type { ShiftCover } from "@/lib/policy/shift-cover";

const shownAtMost = 2;

/** Times in the coming weeks at which nobody holds a role that a rota fills. */
export function ShiftGaps({
  covers,
  reader,
}: {
  covers: readonly ShiftCover[];
  reader: Reader;
}): ReactElement | null {
  const open = covers.filter(({ gaps }) => gaps.length > 0);
  if (open.length === 0) return null;
  return (
    <Notice tone="work" title="A rota leaves a gap">
      <ul>
        {open.map(({ role, rotas, gaps }) => (
          <li key={role}>
            <span className="first-letter:uppercase inline-block">{roleWords(role)}:</span> nobody{" "}
            {gaps.slice(0, shownAtMost).map(({ from, to }, index) => (
              <span key={from}>
                {index > 0 && ", "}
                {from > reader.now ? (
                  <>
                    from <Time at={from} reader={reader} />
                  </>
                ) : (
                  "now"
                )}{" "}
                until <Time at={to} reader={reader} />
              </span>
            ))}
            {gaps.length > shownAtMost && ` and ${gaps.length - shownAtMost} more times`}.{" "}
            {rotas.map(({ key, title }) => (
              <Link key={key} href={`/settings/rotas/${key}`} prefetch={false} className="link">
                {title}
              </Link>
            ))}
          </li>
        ))}
      </ul>
    </Notice>
  );
}
