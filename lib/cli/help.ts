import type { CommandSpec, OptionSpec } from "@/lib/cli/command";
import { columns, wrapped } from "@/lib/cli/text";
import { commands, globalOptions } from "@/lib/cli/table";

const exitWords: Readonly<Record<number, string>> = {
  0: "done",
  1: "the server refused",
  2: "the command line, or a file that it names, is wrong",
  5: "the server cannot be reached",
};

const environment = [
  ["COUNTERSIGN_URL", "address of your Countersign, such as https://countersign.example.org"],
  ["COUNTERSIGN_TOKEN", "your token; make one on the page /settings"],
];

/** `countersign gate status SLUG GATE [--json]` */
export function usageLine(spec: CommandSpec): string {
  const places = spec.arguments.map(({ name, optional }) => (optional === true ? `[${name}]` : name));
  const named = spec.options.map((option) =>
    option.required === true ? written(option) : `[${written(option)}]${option.repeats === true ? "…" : ""}`,
  );
  return ["countersign", spec.name, ...places, ...named].join(" ");
}

function written({ name, short, value, choices }: OptionSpec): string {
  if (value === undefined) return `--${name}`;
  return `${short === undefined ? `--${name}` : `-${short}`} ${choices === undefined || choices.length > 4 ? value : choices.join("|")}`;
}

/** Help on one command, on those that begin with a word, or on all. */
export function helpText(of: CommandSpec | string | null): string {
  return typeof of === "object" && of !== null ? commandHelp(of) : overview(of);
}

function commandHelp(spec: CommandSpec): string {
  const options = [...spec.options, ...globalOptions].map(
    ({ name, short, value, summary, choices, repeats }) => [
      `${short === undefined ? "" : `-${short}, `}--${name}${value === undefined ? "" : ` ${value}`}`,
      `${summary}${choices === undefined ? "" : `: ${choices.join(", ")}`}${repeats === true ? "; may stand several times" : ""}`,
    ],
  );
  const statuses = Object.entries({ ...exitWords, ...spec.exits }).sort(([a], [b]) => Number(a) - Number(b));
  return [
    `countersign ${spec.name}: ${spec.summary}`,
    ...(spec.description === undefined ? [] : ["", wrapped(spec.description)]),
    section("Usage", [[usageLine(spec)]]),
    ...(spec.arguments.length === 0
      ? []
      : [
          section(
            "Arguments",
            spec.arguments.map(({ name, summary }) => [name, summary]),
          ),
        ]),
    section("Options", options),
    `\nExamples\n${spec.examples.map(({ line, says }) => `  # ${says}\n  ${line}\n`).join("")}`.trimEnd(),
    section("Exit status", statuses),
    "",
  ].join("\n");
}

function overview(first: string | null): string {
  const shown =
    first === null ? commands : commands.filter(({ name }) => name === first || name.startsWith(`${first} `));
  return [
    first === null
      ? "countersign: release models across teams, from the command line"
      : `countersign ${first}`,
    section("Usage", [[`countersign ${first ?? "COMMAND"} … [--json]`]]),
    section(
      "Commands",
      shown.map(({ name, summary }) => [name, summary]),
    ),
    section(
      "Examples",
      shown.slice(0, 3).flatMap(({ examples }) => examples.slice(0, 1).map(({ line }) => [line])),
    ),
    section("Environment", environment),
    section("Exit status", Object.entries({ ...exitWords, 3: "not ready", 4: "blocked" })),
    "",
    "Help on one command: countersign COMMAND --help",
    "",
  ].join("\n");
}

function section(title: string, rows: readonly (readonly string[])[]): string {
  return `\n${title}\n${columns(rows, { indent: 2, width: 110 })}`.trimEnd();
}
