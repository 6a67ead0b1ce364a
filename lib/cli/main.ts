import type { CommandModule, Exit, Invocation } from "@/lib/cli/command";
import { exits } from "@/lib/cli/command";
import { Failure, Refusal } from "@/lib/cli/failure";
import { helpText } from "@/lib/cli/help";
import { connect } from "@/lib/cli/http";
import type { Io } from "@/lib/cli/io";
import { type CommandLine, parseCommandLine } from "@/lib/cli/parse";
import { exitOf, refusalText } from "@/lib/cli/refusals";
import { printJson } from "@/lib/cli/text";
import packageFile from "@/package.json";

interface Start {
  argv: readonly string[];
  io: Io;
  /** Loads a command by its name: only the one that runs is read. */
  load: (name: string) => CommandModule | Promise<CommandModule>;
}

/** Runs a command line; answers the exit status and never throws for what can be foreseen. */
export async function start({ argv, io, load }: Start): Promise<Exit> {
  let line: CommandLine | null = null;
  try {
    line = parseCommandLine(argv);
    return await run(line, { io, load });
  } catch (error) {
    if (error instanceof Failure) {
      io.warn([error.message, ...error.next].map((text) => `${text}\n`).join(""));
      return error.exit;
    }
    if (!(error instanceof Refusal)) throw error;
    if (line?.kind === "run" && line.parsed.flags.has("json")) printJson(io, error.body);
    io.warn(refusalText(error));
    return exitOf(error);
  }
}

async function run(line: CommandLine, { io, load }: Omit<Start, "argv">): Promise<Exit> {
  switch (line.kind) {
    case "version":
      io.write(`countersign ${packageFile.version}\n`);
      return exits.ok;
    case "help":
      (line.asked ? io.write : io.warn)(helpText(line.of));
      return line.asked ? exits.ok : exits.usage;
    case "run": {
      const command = await load(line.parsed.spec.name);
      const invocation: Invocation = { ...line.parsed, io, api: () => connect(io) };
      return command.run(invocation);
    }
  }
}
