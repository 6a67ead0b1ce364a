"use client";

import { useRouter } from "next/navigation";
import { type ReactElement, startTransition, useEffect, useState, useRef } from "react";
import { alarmIn } from "@/lib/audit/alarm";
import { reaches } from "@/lib/audit/event-reach";
import { isAnySheetOpen } from "@/components/ui/sheet-store";
import { sound } from "@/components/ui/toasts";

/** What happens at once is seen at once: the first of several is waited with only for those of its own transaction. */
const gatherMs = 50;
/** After a page was read, the next reading waits until it is quiet. */
const quietMs = 400;
/** Where things never cease to happen, a page waits no longer than this. */
const mostMs = 3_000;
/** What is open over the page. */
const openLayer = '[role="dialog"][data-state="open"], [role="menu"][data-state="open"]';

/**
 * Reads the page again when something happened that it shows. React keeps focus, scroll and what is typed; where a sheet is
 * open the page waits until it is closed, so that nothing moves under a hand. An alarm is said at once, over everything.
 * @param release slug: what can change that release's page counts; without it any entry does
 */
export function Live({
  release,
  review,
  shown,
  beside = release === undefined ? "edge" : "words",
}: {
  release?: string;
  /** Name of a review whose presentation is followed as well. */
  review?: string;
  /** The version of what the page shows of it. */
  shown?: string;
  /** Where it stands: at the right edge, or after words. */
  beside?: "edge" | "words";
}): ReactElement {
  const router = useRouter();
  const drawn = useRef(shown);
  useEffect(() => {
    drawn.current = shown;
  }, [shown]);
  const [isLive, setLive] = useState<boolean | null>(null);
  useEffect(() => {
    const about = review === undefined ? "" : `?review=${encodeURIComponent(review)}`;
    const source = new EventSource(`/api/v1/events${about}`);
    let timer: ReturnType<typeof setTimeout> | undefined;
    let due: number | undefined;
    let readAt = 0;
    const read = (): void => {
      clearTimeout(timer);
      const now = Date.now();
      due ??= now + mostMs;
      const wait = Math.min(now - readAt < mostMs ? quietMs : gatherMs, Math.max(0, due - now));
      timer = setTimeout(() => {
        due = undefined;
        readAt = Date.now();
        if (isAnySheetOpen() || document.querySelector(openLayer) !== null) read();
        else startTransition(() => router.refresh());
      }, wait);
    };
    source.addEventListener("open", () => setLive(true));
    source.addEventListener("error", () => setLive(false));
    source.addEventListener("entry", (event) => {
      const data = String(event.data);
      if (release !== undefined && !reaches(release, data)) return;
      const alarm = alarmIn(data, Date.now());
      if (alarm !== null && alarm.href !== location.pathname) sound(alarm);
      read();
    });
    source.addEventListener("presentation", (event) => {
      if (String(event.data) !== drawn.current) read();
    });
    return () => {
      clearTimeout(timer);
      source.close();
    };
  }, [release, review, router]);
  // The widest word's width, so that nothing moves when another takes its place.
  const word = isLive === null ? "connecting" : isLive ? "live" : "reconnecting";
  return (
    <span
      role="status"
      aria-live="off"
      className={`print:hidden inline-flex w-23 shrink-0 items-center gap-1.5 text-xs text-ink-3 ${beside === "edge" ? "justify-end" : ""}`}
    >
      <span aria-hidden className={`size-1.5 rounded-full ${isLive === true ? "bg-good" : "bg-idle"}`} />
      {word}
    </span>
  );
}
