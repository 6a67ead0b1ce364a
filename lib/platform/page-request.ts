import { AsyncLocalStorage } from "node:async_hooks";

/** One request for a page, as far as the server has to know when the framework answers 500 and says no more. */
export interface PageRequest {
  /** What the framework reported last. */
  fault?: unknown;
  /** Whether any code of ours that reads or changes something was reached. */
  isReached: boolean;
}

// As with the kernel: the framework loads modules several times in one process.
const slot = globalThis as typeof globalThis & { countersignPages?: AsyncLocalStorage<PageRequest> };

/** Where the request stands that this code runs for. */
export function pageRequests(): AsyncLocalStorage<PageRequest> {
  slot.countersignPages ??= new AsyncLocalStorage();
  return slot.countersignPages;
}

export function noteFault(error: unknown): void {
  const page = pageRequests().getStore();
  if (page !== undefined) page.fault = error;
}

export function noteReached(): void {
  const page = pageRequests().getStore();
  if (page !== undefined) page.isReached = true;
}
