"use client";

import type { ReactElement, ReactNode } from "react";
import { useServerNow } from "@/components/rollbacks/use-server-now";
import { cx } from "@/components/ui/cx";
import { Time } from "@/components/ui/time";
import type { WallAnswer } from "@/lib/sharing/wall-schemas";
import { type Contact, useWall } from "./wall-live";
import { WallReleases } from "./wall-releases";
import { WallRollbacks } from "./wall-rollbacks";

/** A screen in the room: what is waited for and on whom, what goes back, who is on call, what comes next. Nothing to press, nothing turns. */
export function Wall({ first, zone }: { first: WallAnswer; zone: string }): ReactElement {
  const { wall, contact } = useWall(first);
  // By the server's clock, going on in the browser: a screen's own may be wrong.
  const now = useServerNow(Date.parse(wall.asOf), true);
  const reader = { zone, now };
  const { rollbacks, releases, hasMore, onCall, nextReview } = wall;
  return (
    <main
      data-wall
      className="flex min-h-dvh flex-col gap-[1.6vmin] bg-canvas p-[2.2vmin] text-[clamp(1rem,2.1vmin,2.25rem)] leading-snug text-ink"
    >
      <header className="flex flex-wrap items-baseline justify-between gap-x-[3vmin]">
        <h1 className="text-[1.25em] font-semibold tracking-[-0.012em]">Releases in flight</h1>
        <p className="tabular flex flex-wrap items-baseline gap-x-[2vmin] text-ink-2">
          <Told contact={contact} zone={zone} asOf={Date.parse(wall.asOf)} />
          <span className="text-[1.25em] font-semibold text-ink">
            <Time at={now} reader={reader} show="clock" />
          </span>
        </p>
      </header>
      {rollbacks.length > 0 && <WallRollbacks rollbacks={rollbacks} now={now} />}
      <div className="grid flex-1 content-start gap-[1.6vmin] lg:grid-cols-[minmax(0,1fr)_minmax(0,22em)]">
        <WallReleases releases={releases} hasMore={hasMore} most={rollbacks.length > 0 ? 7 : 9} now={now} />
        <div className="flex min-w-0 flex-col gap-[1.6vmin]">
          <Panel title="On call">
            {onCall.length === 0 && <p className="text-ink-2">No rota is kept.</p>}
            <ul className="flex flex-col gap-[1vmin]">
              {onCall.map(({ rota, person, until }) => (
                <li key={rota}>
                  <p className="text-[0.75em] text-ink-3">{rota}</p>
                  <p className={cx("font-medium", person === null && "text-stop")}>
                    {person?.name ?? "Nobody"}
                    {until !== null && (
                      <span className="text-[0.75em] font-normal text-ink-3">
                        {" "}
                        until <Time at={Date.parse(until)} reader={reader} />
                      </span>
                    )}
                  </p>
                </li>
              ))}
            </ul>
          </Panel>
          <Panel title="Next review">
            {nextReview === null ? (
              <p className="text-ink-2">None within 14 days.</p>
            ) : (
              <>
                <p className="font-medium">{nextReview.title}</p>
                <p className="text-ink-2">
                  <Time at={Date.parse(nextReview.start)} reader={reader} />,{" "}
                  <Time at={Date.parse(nextReview.start)} reader={reader} show="ago" />
                </p>
                {nextReview.releases.length > 0 && (
                  <p className="text-[0.75em] text-ink-3">{nextReview.releases.slice(0, 4).join(", ")}</p>
                )}
              </>
            )}
          </Panel>
        </div>
      </div>
    </main>
  );
}

function Panel({ title, children }: { title: string; children: ReactNode }): ReactElement {
  return (
    <section className="rounded-lg border border-line bg-surface px-[1.8vmin] py-[1.4vmin]">
      <h2 className="pb-[0.6vmin] text-[0.75em] font-medium text-ink-3">{title}</h2>
      {children}
    </section>
  );
}

/** Whether what stands here is still so. */
function Told({ contact, zone, asOf }: { contact: Contact; zone: string; asOf: number }): ReactElement {
  if (contact === "live")
    return (
      <span role="status" className="text-[0.75em] text-ink-3">
        live
      </span>
    );
  const at = <Time at={asOf} reader={{ zone, now: asOf }} />;
  return (
    <span role="status" className="rounded-md bg-stop-soft px-[1vmin] font-semibold text-stop">
      {contact === "lost" ? (
        <>No connection: this is how it stood at {at}</>
      ) : (
        <>Signed out: this is how it stood at {at}</>
      )}
    </span>
  );
}
