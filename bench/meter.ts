import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** What a measured process has used, as it says itself. */
export interface Used {
  cpuMs: number;
  rssBytes: number;
  heapBytes: number;
}

// Loaded before the server that is measured: answers over the channel of its parent, so that nothing of it is in the product.
process.on("message", (asked) => {
  if (asked !== "used" && asked !== "used after collection") return;
  if (asked === "used after collection") collect();
  const { user, system } = process.cpuUsage();
  const { rss, heapUsed } = process.memoryUsage();
  const used: Used = { cpuMs: (user + system) / 1000, rssBytes: rss, heapBytes: heapUsed };
  process.send?.({ used });
});

function collect(): void {
  setFlagsFromString("--expose-gc");
  const gc: unknown = runInNewContext("gc");
  if (typeof gc === "function") gc();
}
