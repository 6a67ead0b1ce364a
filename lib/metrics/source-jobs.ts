import { askPrometheus } from "@/lib/integrations/prometheus/query";
import type { Kernel } from "@/lib/platform/command";
import { prometheusServers } from "@/lib/platform/prometheus-env";
import { readDueSources } from "./read-sources";
import { samplesKeptMs } from "./retention";
import { type AskSource, SourceFault } from "./source-model";

/** Asks the servers that the operator has named, and no other. */
export const askNamed: AskSource = (server, query, at) => {
  const found = prometheusServers().find(({ name }) => name === server);
  if (found === undefined)
    throw new SourceFault(`no server ${server} is named in COUNTERSIGN_PROMETHEUS`, { isOfServer: true });
  return askPrometheus(found, { query, at });
};

/** Reads all that is due, however much was missed. */
export async function readSources(kernel: Kernel): Promise<void> {
  while ((await readDueSources(kernel, { ask: askNamed, keptMs: samplesKeptMs() })) > 0);
}
