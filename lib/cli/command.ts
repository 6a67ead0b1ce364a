import type { Api } from "@/lib/cli/http";
import type { Io } from "@/lib/cli/io";

export interface ArgumentSpec {
  name: string;
  summary: string;
  optional?: boolean;
}

export interface OptionSpec {
  name: string;
  /** One letter that stands for it. */
  short?: string;
  /** What stands for the value in the help; absent: a flag. */
  value?: string;
  summary: string;
  required?: boolean;
  choices?: readonly string[];
  /** It may stand several times, and keeps its order. */
  repeats?: boolean;
}

export interface CommandSpec {
  name: string;
  summary: string;
  description?: string;
  arguments: readonly ArgumentSpec[];
  options: readonly OptionSpec[];
  examples: readonly { line: string; says: string }[];
  /** Exit statuses beside 0, 1, 2 and 5, which all commands have. */
  exits?: Readonly<Record<number, string>>;
}

export const exits = { ok: 0, refused: 1, usage: 2, notReady: 3, blocked: 4, unreachable: 5 } as const;
export type Exit = (typeof exits)[keyof typeof exits];

/** A command line as read. */
export interface Parsed {
  spec: CommandSpec;
  arguments: Readonly<Record<string, string>>;
  values: Readonly<Record<string, string>>;
  /** Of options that repeat, in the order in which they stand. */
  lists: Readonly<Record<string, readonly string[]>>;
  flags: ReadonlySet<string>;
}

export interface Invocation extends Parsed {
  io: Io;
  /** Asked for by those who need a server; refuses where address or token is missing. */
  api: () => Api;
}

/** What a file of `commands/` exports; `gate status` is in `gate-status.ts`. */
export interface CommandModule {
  run: (invocation: Invocation) => Promise<Exit>;
}

/** An argument that the table declares as required. */
export function argument(invocation: Parsed, name: string): string {
  const value = invocation.arguments[name];
  if (value === undefined) throw new TypeError(`${invocation.spec.name} declares no argument ${name}`);
  return value;
}

/** An option that the table declares as required. */
export function required(invocation: Parsed, name: string): string {
  const value = invocation.values[name];
  if (value === undefined) throw new TypeError(`${invocation.spec.name} does not require --${name}`);
  return value;
}
