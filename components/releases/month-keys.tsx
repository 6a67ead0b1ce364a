"use client";

import { useRouter } from "next/navigation";
import { type ReactElement, type ReactNode, startTransition, useEffect, useRef } from "react";

const writing = "input, select, textarea, [role=dialog]";

/** While the focus is in the calendar the arrow keys turn the page, as its links do. */
export function MonthKeys({
  previous,
  next,
  children,
}: {
  previous: string;
  next: string;
  children: ReactNode;
}): ReactElement {
  const router = useRouter();
  const box = useRef<HTMLElement>(null);
  useEffect(() => {
    const element = box.current;
    const turn = (event: KeyboardEvent): void => {
      const isPlain = !event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey;
      if (!isPlain || (event.target instanceof Element && event.target.closest(writing) !== null)) return;
      const to = event.key === "ArrowLeft" ? previous : event.key === "ArrowRight" ? next : null;
      if (to === null) return;
      event.preventDefault();
      startTransition(() => router.push(to, { scroll: false }));
    };
    element?.addEventListener("keydown", turn);
    return () => element?.removeEventListener("keydown", turn);
  }, [previous, next, router]);
  return (
    <section ref={box} aria-label="Calendar">
      {children}
    </section>
  );
}
