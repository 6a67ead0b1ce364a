"use client";

import type { ReactElement } from "react";
import { awake } from "./awake";

/** Runs before any script of the page has come: keeps the last press of a button that opens something, or of a key, and does it again then. */
const keep = `(() => {
  let again = null;
  const note = ({ type, target, key, ctrlKey, metaKey }) => {
    if (type === "click") {
      const button = target.closest("button[aria-haspopup]");
      if (button) again = () => button.isConnected && button.click();
    } else if ((key.length === 1 && !target.closest("input, textarea, select")) || ctrlKey || metaKey) {
      again = () => target.dispatchEvent(new KeyboardEvent("keydown", { key, ctrlKey, metaKey, bubbles: true }));
    }
  };
  for (const type of ["click", "keydown"]) addEventListener(type, note, true);
  addEventListener("${awake}", () => {
    for (const type of ["click", "keydown"]) removeEventListener(type, note, true);
    again?.();
  }, { once: true });
})()`;

/** So that a press is not lost on a page that is drawn and does not listen yet, as on a slow phone. */
export function EarlyTaps({ nonce }: { nonce: string | undefined }): ReactElement {
  // A browser hides the nonce of a script that it has read.
  return <script nonce={nonce} suppressHydrationWarning dangerouslySetInnerHTML={{ __html: keep }} />;
}
