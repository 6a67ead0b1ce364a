import type { CommandSpec, OptionSpec } from "@/lib/cli/command";
import { artifactCommands } from "@/lib/cli/table/artifacts";
import { evidenceCommands } from "@/lib/cli/table/evidence";
import { metricCommands } from "@/lib/cli/table/metrics";
import { releaseCommands } from "@/lib/cli/table/releases";
import { rollbackCommands } from "@/lib/cli/table/rollbacks";

export const globalOptions: readonly OptionSpec[] = [
  { name: "json", summary: "print the server's answer, as one JSON document" },
  { name: "help", summary: "show this help" },
];

/** Every command: help, parsing and the tests are made from it. */
export const commands: readonly CommandSpec[] = [
  ...releaseCommands,
  ...artifactCommands,
  ...metricCommands,
  ...rollbackCommands,
  ...evidenceCommands,
];
