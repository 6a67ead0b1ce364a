import { type Answer, findAnswer, findPeople, findText, listOf, textOf } from "@/lib/cli/answers";
import { type Exit, exits } from "@/lib/cli/command";
import type { Io } from "@/lib/cli/io";
import { spanText, utc } from "@/lib/cli/moments";
import { isLate as isOverTime, type Phase, tookMs } from "@/lib/rollbacks/phase-clock";
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
  const running = listOf(rollback, "phases").filter((phase) => phase["state"] === "running");
  return personsSteps(rollback).length > 0 && running.some((phase) => isOverTime(clockOf(phase), nowMs));
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
    ...targetRows(findAnswer(rollback, "verification")),
    ...(ended === null ? [] : [["ended", ended]]),
  ];
}

/** More of them fill a screen; the page and --json have all. */
const mostArtifacts = 4;
const notWrong = new Set(["verified", "not-verifiable"]);

/** Whether what is gone back to can be fetched, and each artifact that cannot; nothing where an older server does not say. */
export function targetRows(target: Answer | null): string[][] {
  const summary = target === null ? null : findText(target, "summary");
  if (target === null || summary === null) return [];
  const wrong = listOf(target, "artifacts").filter((artifact) => !notWrong.has(textOf(artifact, "state")));
  const asked = findAnswer(target, "asked");
  return [
    ["way back", summary],
    ...wrong.slice(0, mostArtifacts).map((artifact) => ["", artifactText(artifact)]),
    ...(wrong.length > mostArtifacts ? [["", `and ${wrong.length - mostArtifacts} more`]] : []),
    ...(asked === null
      ? []
      : [
          [
            "",
            `asked for anew by ${textOf(asked, "by")}, ${utc(textOf(asked, "at"))}; no runner has looked yet`,
          ],
        ]),
  ];
}

function artifactText(artifact: Answer): string {
  const what = `${textOf(artifact, "name")} of ${textOf(artifact, "component")}: ${textOf(artifact, "state")}`;
  const failed = findAnswer(artifact, "failed");
  if (failed === null) return what;
  const note = findText(failed, "note");
  return `${what} (${textOf(failed, "by")}, ${utc(textOf(failed, "at"))}${note === null ? "" : `: ${note}`})`;
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
  const clock = clockOf(phase);
  const state = textOf(phase, "state");
  const took = state === "running" || state === "done" ? tookMs(clock, io.nowMs()) : null;
  const within = clock.objectiveMs === null ? "" : `within ${spanText(clock.objectiveMs)}`;
  const isMissed = took !== null && isOverTime(clock, io.nowMs());
  return [
    textOf(phase, "name"),
    state,
    took === null ? "" : spanText(took),
    isMissed ? paint(io, "red", `${within}: missed`) : within,
  ];
}

function clockOf(phase: Answer): Pick<Phase, "from" | "to" | "objectiveMs"> {
  const [from, to] = [findText(phase, "from"), findText(phase, "to")];
  const objectiveMs = phase["objectiveMs"];
  return {
    from: from === null ? null : Date.parse(from),
    to: to === null ? null : Date.parse(to),
    objectiveMs: typeof objectiveMs === "number" ? objectiveMs : null,
  };
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
