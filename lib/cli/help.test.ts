import { existsSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { helpText } from "@/lib/cli/help";
import { parseCommandLine } from "@/lib/cli/parse";
import { commands } from "@/lib/cli/table";

const documented = [
  "release create",
  "release status",
  "release advance",
  "gate status",
  "gate wait",
  "sign",
  "check report",
  "bundle create",
  "bundle verify",
  "bundle replay",
  "bundle bom",
  "bundle diff",
  "template publish",
  "template show",
  "metrics push",
  "metrics declare",
  "metrics list",
  "criteria lint",
  "criteria backtest",
  "criteria override",
  "rollback start",
  "rollback authorise",
  "rollback decline",
  "rollback endorse",
  "rollback status",
  "rollback verify",
  "rollback step complete",
  "rollback step retry",
  "rollback step take-over",
  "drill start",
  "drill list",
  "postmortem list",
  "postmortem show",
  "runner",
  "export",
  "verify",
];

it("declares every documented command", () => {
  expect(commands.map(({ name }) => name)).toEqual(documented);
});

describe.each(documented)("%s", (name) => {
  const spec = commands.find((each) => each.name === name);
  if (spec === undefined) throw new Error(`${name} is not declared`);

  it("has help with usage, an example, every option and the exit statuses", () => {
    const help = helpText(spec);
    expect(help).toContain(`countersign ${name}`);
    for (const { line } of spec.examples) expect(help).toContain(line);
    for (const option of spec.options) expect(help).toContain(`--${option.name}`);
    for (const part of ["Usage", "Examples", "--json", "Exit status"]) expect(help).toContain(part);
    expect(helpText(null)).toContain(spec.summary);
  });

  it("has examples that can be run", () => {
    expect(spec.examples.length).toBeGreaterThan(0);
    for (const { line } of spec.examples) {
      const command =
        line.slice(line.indexOf("countersign ") + "countersign ".length).split(/ && | > /)[0] ?? "";
      const words = [...command.matchAll(/"([^"]*)"|\S+/g)].map(([word, quoted]) => quoted ?? word);
      expect(parseCommandLine(words)).toMatchObject({ kind: "run", parsed: { spec: { name } } });
    }
  });

  it("has a file", () => {
    expect(existsSync(join(import.meta.dirname, "commands", `${name.replaceAll(" ", "-")}.ts`))).toBe(true);
  });
});
