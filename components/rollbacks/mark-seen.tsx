"use client";

import { useEffect } from "react";

/** Says that the reader has opened the room: once, after it is drawn. */
export function MarkSeen({ rollback, act }: { rollback: string; act: (id: string) => Promise<void> }): null {
  useEffect(() => {
    void act(rollback);
  }, [rollback, act]);
  return null;
}
