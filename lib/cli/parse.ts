import { parseArgs } from "node:util";

import type { CommandSpec, OptionSpec, Parsed } from "@/lib/cli/command";
import { type Failure, wrongUsage } from "@/lib/cli/failure";
import { usageLine } from "@/lib/cli/help";
import { nearest } from "@/lib/cli/nearest";
import { commands, globalOptions } from "@/lib/cli/table";

export type CommandLine =
  | { kind: "run"; parsed: Parsed }
  /** `of` is a command, a first word of several, or null for all. */
  | { kind: "help"; of: CommandSpec | string | null; asked: boolean }
  | { kind: "version" };

const helpFlags = new Set(["--help", "-h"]);

/** Reads a command line; throws a {@link Failure} that names the nearest known word. */
export function parseCommandLine(argv: readonly string[]): CommandLine {
  const start = argv.findIndex((word) => !word.startsWith("-"));
  const leading = start === -1 ? argv : argv.slice(0, start);
  const rest = start === -1 ? [] : argv.slice(start);
  const unknown = leading.find((word) => !helpFlags.has(word) && word !== "--version" && word !== "--json");
  if (unknown !== undefined) throw unknownWord("option", unknown, ["--help", "--version", "--json"]);
  if (leading.includes("--version")) return { kind: "version" };
  if (rest[0] === "help") return { ...helpFor(rest.slice(1)), asked: true };
  if (leading.some((word) => helpFlags.has(word))) return { ...helpFor(rest), asked: true };
  const found = findCommand(rest);
  if ("group" in found)
    return { kind: "help", of: found.group, asked: rest.some((word) => helpFlags.has(word)) };
  const { spec, words } = found;
  return parseCommand(spec, [...leading, ...rest.slice(words)]);
}

function helpFor(words: readonly string[]): { kind: "help"; of: CommandSpec | string | null } {
  const named = words.filter((word) => !word.startsWith("-"));
  const found = findCommand(named);
  return { kind: "help", of: "group" in found ? found.group : found.spec };
}

/** The command that the first words name, or the words of a group where none of its commands is named. */
function findCommand(
  words: readonly string[],
): { spec: CommandSpec; words: number } | { group: string | null } {
  let group: string | null = null;
  for (const [at, word] of words.entries()) {
    if (word.startsWith("-")) break;
    const name: string = group === null ? word : `${group} ${word}`;
    const spec = commands.find((each) => each.name === name);
    if (spec !== undefined) return { spec, words: at + 1 };
    if (!commands.some((each) => each.name.startsWith(`${name} `)))
      throw group === null ? unknownFirst(words) : unknownIn(group, word);
    group = name;
  }
  return { group };
}

function unknownIn(group: string, word: string): Failure {
  const rests = commands.flatMap(({ name }) =>
    name.startsWith(`${group} `) ? (name.slice(group.length + 1).split(" ")[0] ?? name) : [],
  );
  const names = [...new Set(rests)];
  return unknownWord(`command of ${group}`, word, names, `Its commands are ${names.join(", ")}.`);
}

function unknownFirst(words: readonly string[]): Failure {
  const firsts = [...new Set(commands.map(({ name }) => name.split(" ")[0] ?? name))];
  const [first = "", second = ""] = words;
  // "status gate" and "create" alone: the second word of a command that exists.
  const turned = commands.find(({ name }) => name === `${second} ${first}`);
  const behind = commands.find(({ name }) => name.endsWith(` ${first}`));
  const meant = nearest(first, firsts) ?? turned?.name ?? behind?.name ?? null;
  return unknownWord(
    "command",
    first,
    meant === null ? [] : [meant],
    "All commands: countersign --help",
    meant,
  );
}

function parseCommand(spec: CommandSpec, args: readonly string[]): CommandLine {
  const options = [...spec.options, ...globalOptions];
  const { tokens } = parseArgs({
    args: [...args],
    strict: false,
    allowPositionals: true,
    tokens: true,
    options: {
      ...Object.fromEntries(
        options.map(({ name, short, value }) => [
          name,
          {
            type: value === undefined ? ("boolean" as const) : ("string" as const),
            ...(short !== undefined && { short }),
          },
        ]),
      ),
      help: { type: "boolean", short: "h" },
    },
  });
  if (tokens.some((token) => token.kind === "option" && token.name === "help"))
    return { kind: "help", of: spec, asked: true };

  const values: Record<string, string> = {};
  const lists: Record<string, string[]> = {};
  const flags = new Set<string>();
  const positionals: string[] = [];
  for (const token of tokens) {
    if (token.kind === "positional") positionals.push(token.value);
    if (token.kind !== "option") continue;
    const option = options.find(({ name }) => name === token.name);
    if (option === undefined) throw unknownOption(spec, token.rawName, options);
    if (option.value === undefined) {
      if (token.value !== undefined) throw wrongUsage(`--${option.name} takes no value.`, usage(spec));
      flags.add(option.name);
      continue;
    }
    if (option.repeats === true) {
      (lists[option.name] ??= []).push(valueOf(spec, option, token));
      continue;
    }
    if (Object.hasOwn(values, option.name)) throw wrongUsage(`--${option.name} stands twice.`, usage(spec));
    values[option.name] = valueOf(spec, option, token);
  }
  return {
    kind: "run",
    parsed: { spec, arguments: placed(spec, positionals), values: complete(spec, values), lists, flags },
  };
}

function valueOf(
  spec: CommandSpec,
  option: OptionSpec,
  token: { value?: string | undefined; inlineValue?: boolean | undefined },
): string {
  const { value } = token;
  const shown = `--${option.name} ${option.value ?? ""}`;
  if (value === undefined || value === "")
    throw wrongUsage(`--${option.name} needs a value: ${shown}.`, usage(spec));
  if (token.inlineValue !== true && value.startsWith("-") && value !== "-") {
    throw wrongUsage(
      `--${option.name} needs a value, and ${value} reads as an option.`,
      `If it is the value, write --${option.name}=${value}`,
    );
  }
  if (option.choices !== undefined && !option.choices.includes(value)) {
    throw unknownWord(
      `value of --${option.name}`,
      value,
      option.choices,
      `It is one of ${option.choices.join(", ")}.`,
    );
  }
  return value;
}

function placed(spec: CommandSpec, given: readonly string[]): Record<string, string> {
  const extra = given[spec.arguments.length];
  if (extra !== undefined)
    throw wrongUsage(`${JSON.stringify(extra)} is one argument too many.`, usage(spec));
  const missing = spec.arguments.find(({ optional }, at) => optional !== true && (given[at] ?? "") === "");
  if (missing !== undefined) throw wrongUsage(`${missing.name} is missing: ${missing.summary}.`, usage(spec));
  return Object.fromEntries(given.map((value, at) => [spec.arguments[at]?.name ?? "", value]));
}

function complete(spec: CommandSpec, values: Record<string, string>): Record<string, string> {
  const missing = spec.options.filter(
    ({ name, required }) => required === true && !Object.hasOwn(values, name),
  );
  if (missing.length === 0) return values;
  const named = missing.map(({ name, value }) => `--${name} ${value ?? ""}`.trim());
  throw wrongUsage(`${named.join(", ")} ${named.length === 1 ? "is" : "are"} missing.`, usage(spec));
}

function unknownOption(spec: CommandSpec, raw: string, options: readonly OptionSpec[]): Failure {
  const known = options.map(({ name }) => `--${name}`);
  return unknownWord(`option of ${spec.name}`, raw, known, usage(spec));
}

function unknownWord(
  what: string,
  word: string,
  known: readonly string[],
  next = "All commands: countersign --help",
  meant = nearest(word, known),
): Failure {
  return wrongUsage(
    `There is no ${what} ${JSON.stringify(word)}.${meant === null ? "" : ` Did you mean ${meant}?`}`,
    next,
  );
}

function usage(spec: CommandSpec): string {
  return `Usage: ${usageLine(spec)}\nMore: countersign ${spec.name} --help`;
}
