import { type Exit, exits } from "@/lib/cli/command";

/** Ends a command: what happened, what to do next, and the exit status. */
export class Failure extends Error {
  override readonly name = "Failure";
  constructor(
    readonly exit: Exit,
    message: string,
    /** Whole lines that say what to do next. */
    readonly next: readonly string[] = [],
  ) {
    super(message);
  }
}

/** The command line, or a file that it names, is not as it has to be. */
export function wrongUsage(message: string, ...next: string[]): Failure {
  return new Failure(exits.usage, message, next);
}

/** The server refused; `body` is its answer. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  constructor(
    readonly status: number,
    readonly body: unknown,
    readonly url: string,
  ) {
    super(`refused with ${status}`);
  }
}
