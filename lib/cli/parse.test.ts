import { describe, expect, it } from "vitest";

import { Failure } from "@/lib/cli/failure";
import { nearest } from "@/lib/cli/nearest";
import { parseCommandLine } from "@/lib/cli/parse";

function parsed(...argv: string[]) {
  const line = parseCommandLine(argv);
  if (line.kind !== "run") throw new Error(`expected a command, got ${line.kind}`);
  return line.parsed;
}

function refusal(...argv: string[]): string {
  try {
    parseCommandLine(argv);
  } catch (error) {
    if (error instanceof Failure && error.exit === 2) return [error.message, ...error.next].join("\n");
    throw error;
  }
  throw new Error("was not refused");
}

describe("what is read", () => {
  it("takes arguments, options with a value in both forms, and flags, in any order", () => {
    const line = parsed(
      "sign",
      "--role",
      "platform",
      "silero",
      "data-schema",
      "--reason=-1 is odd",
      "adapter",
      "--json",
    );
    expect(line.spec.name).toBe("sign");
    expect(line.arguments).toEqual({ SLUG: "silero", GATE: "data-schema", REQUIREMENT: "adapter" });
    expect(line.values).toEqual({ role: "platform", reason: "-1 is odd" });
    expect([...line.flags]).toEqual(["json"]);
  });

  it("takes options that repeat in their order, and no others twice", () => {
    const line = parsed("sign", "a", "b", "--role", "r", "--condition", "x", "--until=y", "--condition=z");
    expect(line.lists).toEqual({ condition: ["x", "z"], until: ["y"] });
    expect(line.values).toEqual({ role: "r" });
  });

  it("takes an argument that begins with a hyphen after --", () => {
    expect(parsed("release", "status", "--", "-odd").arguments).toEqual({ SLUG: "-odd" });
  });

  it("takes - as the name of standard input, as argument and as value", () => {
    expect(parsed("release", "create", "-").arguments).toEqual({ FILE: "-" });
    expect(parsed("bundle", "create", "--manifest", "-").values).toEqual({ manifest: "-" });
  });

  it("finds help and version wherever they are asked for", () => {
    for (const argv of [["--help"], ["help"], ["-h"]])
      expect(parseCommandLine(argv)).toEqual({ kind: "help", of: null, asked: true });
    for (const argv of [
      ["gate", "wait", "--help"],
      ["help", "gate", "wait"],
      ["--help", "gate", "wait"],
      ["gate", "wait", "a", "-h", "--odd"],
    ]) {
      expect(parseCommandLine(argv)).toMatchObject({ kind: "help", of: { name: "gate wait" }, asked: true });
    }
    expect(parseCommandLine(["gate", "--help"])).toEqual({ kind: "help", of: "gate", asked: true });
    expect(parseCommandLine(["gate"])).toEqual({ kind: "help", of: "gate", asked: false });
    expect(parseCommandLine(["rollback", "step"])).toEqual({
      kind: "help",
      of: "rollback step",
      asked: false,
    });
    expect(parseCommandLine(["help", "rollback", "step"])).toMatchObject({
      of: "rollback step",
      asked: true,
    });
    expect(parseCommandLine(["rollback", "step", "retry", "-h"])).toMatchObject({
      of: { name: "rollback step retry" },
    });
    expect(parseCommandLine([])).toEqual({ kind: "help", of: null, asked: false });
    expect(parseCommandLine(["--version"])).toEqual({ kind: "version" });
  });
});

describe("what is refused", () => {
  it.each([
    [["gates", "status"], "Did you mean gate?"],
    [["status"], "Did you mean release status?"],
    [["status", "gate"], "Did you mean gate status?"],
    [["gate", "stat"], "Did you mean status?"],
    [["release", "delete", "x"], "Its commands are create, status, advance."],
    [["rollback", "step", "retri", "x"], "Did you mean retry?"],
    [
      ["rollback", "steps", "x"],
      "Its commands are start, authorise, decline, endorse, status, verify, step.",
    ],
    [["--jsn", "gate"], "Did you mean --json?"],
    [["gate", "wait", "a", "b", "--time-out", "5m"], "Did you mean --timeout?"],
    [["sign", "a", "b", "--role", "r", "--vote", "aprove"], "Did you mean approve?"],
    [
      ["check", "report", "--release", "a", "--name", "b", "--bundle", "c", "--status", "ok"],
      "It is one of passed, failed, error, running.",
    ],
    [["gate", "status", "a"], "GATE is missing: key of the gate."],
    [["gate", "status", "a", ""], "GATE is missing"],
    [["gate", "status", "a", "b", "c"], '"c" is one argument too many.'],
    [["sign", "a", "b"], "--role ROLE is missing."],
    [["check", "report", "--release", "a"], "--name NAME, --bundle DIGEST, --status STATUS are missing."],
    [["sign", "a", "b", "--role"], "--role needs a value"],
    [["sign", "a", "b", "--role", "--json"], "--role needs a value, and --json reads as an option."],
    [["sign", "a", "b", "--role="], "--role needs a value"],
    [["sign", "a", "b", "--role", "r", "--role", "s"], "--role stands twice."],
    [["gate", "status", "a", "b", "--json=yes"], "--json takes no value."],
    [["gate", "status", "a", "b", "-x"], 'There is no option of gate status "-x".'],
    [["xyzzy"], 'There is no command "xyzzy".\nAll commands: countersign --help'],
  ])("%j", (argv, says) => {
    expect(refusal(...argv)).toContain(says);
  });

  it("does not guess at a word that is far from all", () => {
    expect(nearest("xyzzy", ["gate", "sign"])).toBeNull();
    expect(nearest("sing", ["gate", "sign"])).toBe("sign");
    expect(nearest("t", ["to"])).toBe("to");
  });
});
