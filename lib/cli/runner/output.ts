import { stripVTControlCharacters } from "node:util";
import { mostOutputs } from "@/lib/rollbacks/attempt-schemas";

type SendPiece = (piece: { position: number; text: string }) => Promise<unknown>;

export interface Output {
  add: (text: string) => void;
  /** Sends the rest; waits for no longer than that. */
  end: (patienceMs: number) => Promise<void>;
}

const mostCharacters = 12_000;
const leftOut = "\n[The rest was left out.]\n";

/** The longer it goes on the rarer, so that the pieces last for an hour. */
function intervalMs(position: number): number {
  return position < 30 ? 1_000 : position < 80 ? 5_000 : 60_000;
}

/** Sends what is printed in pieces, one after the other; what cannot be sent is lost, never waited for. */
export function streamOutput(send: SendPiece): Output {
  let waiting = "";
  let position = 0;
  let sending: Promise<unknown> = Promise.resolve();
  let timer: NodeJS.Timeout | null = null;
  const flush = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    while (waiting !== "" && position < mostOutputs) {
      const isLast = position === mostOutputs - 1;
      const text = isLast ? leftOut : headOf(waiting);
      waiting = isLast ? "" : waiting.slice(text.length);
      const piece = { position, text };
      position += 1;
      sending = sending.then(() => send(piece)).catch(() => undefined);
      if (waiting.length < mostCharacters) break;
    }
  };
  return {
    add: (text) => {
      if (position >= mostOutputs) return;
      waiting += printable(text);
      if (waiting.length >= mostCharacters) flush();
      else if (waiting !== "") timer ??= setTimeout(flush, intervalMs(position)).unref();
    },
    end: async (patienceMs) => {
      while (waiting !== "" && position < mostOutputs) flush();
      await within(sending, patienceMs);
    },
  };
}

/** Never half of a surrogate pair. */
function headOf(text: string): string {
  const head = text.slice(0, mostCharacters);
  return /[\ud800-\udbff]$/.test(head) && head.length > 1 ? head.slice(0, -1) : head;
}

/** Without colours and whatever else moves a cursor. */
export function printable(text: string): string {
  return stripVTControlCharacters(text)
    .replace(/\r\n?/g, "\n")
    .replace(/[^\P{Cc}\n\t]/gu, "");
}

async function within(work: Promise<unknown>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, ms)));
  await Promise.race([work, late]);
  clearTimeout(timer);
}
