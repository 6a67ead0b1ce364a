import type { ReactElement } from "react";
import { awake } from "./awake";

/** Runs before any script of the page has come: keeps the last button pressed that opens something, and presses it again then. */
const keep = `(() => {
  let pressed = null;
  const note = ({ target }) => { pressed = target.closest("button[aria-haspopup]") ?? pressed; };
  addEventListener("click", note, true);
  addEventListener("${awake}", () => {
    removeEventListener("click", note, true);
    if (pressed?.isConnected) pressed.click();
  }, { once: true });
})()`;

/** So that a press is not lost on a page that is drawn and does not listen yet, as on a slow phone. */
export function EarlyTaps({ nonce }: { nonce: string | undefined }): ReactElement {
  // A browser hides the nonce of a script that it has read.
  return <script nonce={nonce} suppressHydrationWarning dangerouslySetInnerHTML={{ __html: keep }} />;
}
