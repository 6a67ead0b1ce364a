import { type Answer, findAnswer, findPeople, findText, listOf, textOf } from "@/lib/cli/answers";
import { type Exit, exits } from "@/lib/cli/command";
import type { Io } from "@/lib/cli/io";
import { spanText, utc } from "@/lib/cli/moments";
import { columns, paint, paintStatus, shortDigest, wrapped } from "@/lib/cli/text";

const over = new Set(["stable", "endorsed", "declined", "cancelled"]);

/** Blocked is one that failed, or that waits for people longer than it should. */
export function rollbackExit(rollback: Answer, nowMs: number): Exit {
  const state = textOf(rollback, "state");
  if (over.has(state)) return exits.ok;
  return state === "failed" || isLate(rollback, nowMs) ? exits.blocked : exits.notReady;
}

/** Past the time by which it should be decided; later past the objective of what a person's step holds up. */
function isLate(rollback: Answer, nowMs: number): boolean {
  if (rollback["state"] === "proposed") return nowMs > Date.parse(textOf(rollback, "decideBy"));
  return personsSteps(rollback).length > 0 && listOf(rollback, "phases").some((each) => isOver(each, nowMs));
}

function isOver(phase: Answer, nowMs: number): boolean {
  const objectiveMs = objectiveOf(phase);
  return phase["state"] === "running" && objectiveMs !== null && tookMs(phase, nowMs) > objectiveMs;
}

function personsSteps(rollback: Answer): Answer[] {
  return listOf(rollback, "steps").filter((step) => stepAsks(step) !== null);
}

/** A rollback with its clocks, its steps, and what is awaited of whom. */
export function rollbackText(io: Io, rollback: Answer): string {
  const drill = findAnswer(rollback, "drill");
  const slug = findText(findAnswer(rollback, "release") ?? {}, "slug") ?? "";
  const isDrill = drill === null ? "" : ` (a drill, ${textOf(drill, "level")})`;
  return [
    `${paint(io, "bold", `${slug} ${textOf(rollback, "severity")}`)}: ${paintStatus(io, textOf(rollback, "state"))}${isDrill}\n`,
    `${wrapped(findText(rollback, "reason") ?? "")}\n`,
    `\n${columns(facts(rollback), { indent: 2, width: 110 })}`,
    `\nClocks\n${columns(
      listOf(rollback, "phases").map((phase) => clockRow(io, phase)),
      { indent: 2 },
    )}`,
    `\nSteps\n${columns(
      listOf(rollback, "steps").map((step) => stepRow(io, step)),
      { indent: 2, width: 110 },
    )}`,
    awaitedText(rollback),
  ].join("");
}

function facts(rollback: Answer): string[][] {
  const decision = findAnswer(rollback, "decision");
  const ended = findText(rollback, "endReason");
  return [
    ["id", textOf(rollback, "id")],
    [
      "proposed",
      `${utc(textOf(rollback, "proposedAt"))} by ${personOf(rollback, "proposedBy") ?? "a criterion"}`,
    ],
    decision === null
      ? ["decide by", `${utc(textOf(rollback, "decideBy"))}; on silence: ${textOf(rollback, "onSilence")}`]
      : ["decision", decisionWords(decision)],
    ...listOf(rollback, "target").map((target) => [
      "goes back",
      shortDigest(
        `${textOf(target, "component")}: ${findText(target, "from") ?? "nothing"} to ${findText(target, "to") ?? "nothing"}`,
      ),
    ]),
    ...(ended === null ? [] : [["ended", ended]]),
  ];
}

function decisionWords(decision: Answer): string {
  const by = personOf(decision, "by");
  return `${textOf(decision, "how")}${by === null ? "" : ` by ${by}`}, ${utc(textOf(decision, "at"))}`;
}

function personOf(answer: Answer, name: string): string | null {
  const person = findAnswer(answer, name);
  return person === null ? null : findText(person, "name");
}

function clockRow(io: Io, phase: Answer): string[] {
  const objectiveMs = objectiveOf(phase);
  const state = textOf(phase, "state");
  const hasClock = state === "running" || (state === "done" && findText(phase, "from") !== null);
  const took = hasClock ? spanText(tookMs(phase, io.nowMs())) : "";
  const within = objectiveMs === null ? "" : `within ${spanText(objectiveMs)}`;
  const missed = hasClock && objectiveMs !== null && tookMs(phase, io.nowMs()) > objectiveMs;
  return [textOf(phase, "name"), state, took, missed ? paint(io, "red", `${within}: missed`) : within];
}

function tookMs(phase: Answer, nowMs: number): number {
  const [from, to] = [findText(phase, "from"), findText(phase, "to")];
  return from === null ? 0 : (to === null ? nowMs : Date.parse(to)) - Date.parse(from);
}

function objectiveOf(phase: Answer): number | null {
  const value = phase["objectiveMs"];
  return typeof value === "number" ? value : null;
}

function stepRow(io: Io, step: Answer): string[] {
  const last = listOf(step, "attempts").at(-1) ?? {};
  const said = findText(last, "verifiedNote") ?? findText(last, "outcome") ?? "";
  return [
    `${textOf(step, "number")}.`,
    textOf(step, "key"),
    textOf(step, "executor"),
    paintStatus(io, textOf(step, "state")),
    said.split("\n")[0] ?? "",
  ];
}

/** What a person can say or do about a step now; null: nothing. */
function stepAsks(step: Answer): string | null {
  const report = findText(step, "report");
  const number = textOf(step, "number");
  if (report !== null) {
    const asked = report === "effect" ? "whether it had its effect" : "how it went";
    const serving = step["asksDigest"] === true ? " --serving DIGEST" : "";
    return `somebody says ${asked}: countersign rollback step complete ID ${number}${serving} --note TEXT`;
  }
  return step["canBeRetried"] === true
    ? `it failed: countersign rollback step retry ID ${number} --note TEXT, or take-over`
    : null;
}

const decisions: Readonly<Record<string, string>> = {
  "rollback.authorise": "decide: countersign rollback authorise ID, or decline",
  "rollback.endorse": "endorse: countersign rollback endorse ID",
};

function awaitedText(rollback: Answer): string {
  const id = textOf(rollback, "id");
  const waitsFor = findText(rollback, "waitsFor");
  const decision = waitsFor === null ? undefined : decisions[waitsFor];
  const rows = [
    ...(decision === undefined ? [] : [["rollback", decision]]),
    ...personsSteps(rollback).map((step) => [textOf(step, "key"), stepAsks(step) ?? ""]),
  ].map((row) => row.map((text) => text.replace(" ID", ` ${id}`)));
  if (rows.length === 0) return "";
  const who = findPeople(rollback, "awaited");
  return `\nAwaited\n${columns(rows, { indent: 2 })}${who === null ? "" : `  ${wrapped(`By ${who}.`, 108, 2)}\n`}`;
}
