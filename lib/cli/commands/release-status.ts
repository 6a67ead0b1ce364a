import { type Answer, asAnswer, findAnswer, findText, listOf, textOf } from "@/lib/cli/answers";
import { argument, type Exit, exits, type Invocation } from "@/lib/cli/command";
import { gateExit, statusWords } from "@/lib/cli/gate-text";
import { path } from "@/lib/cli/http";
import type { Io } from "@/lib/cli/io";
import { actText, blockerText } from "@/lib/cli/refusals";
import { stageOf, stateOf } from "@/lib/cli/releases";
import { columns, paint, printJson, shortDigest } from "@/lib/cli/text";

export async function run(invocation: Invocation): Promise<Exit> {
  const { io, flags } = invocation;
  const slug = argument(invocation, "SLUG");
  const api = invocation.api();
  const release = asAnswer((await api.get(path`/releases/${slug}`)).body);
  if (flags.has("json")) {
    printJson(io, release);
    return exits.ok;
  }
  const gates = listOf(asAnswer((await api.get(path`/releases/${slug}/gates`)).body), "items");
  const exposure = asAnswer((await api.get(path`/releases/${slug}/exposure`)).body);
  io.write(releaseText(io, release, { gates, exposure }));
  return exits.ok;
}

function releaseText(
  io: Io,
  release: Answer,
  { gates, exposure }: { gates: readonly Answer[]; exposure: Answer },
): string {
  const current = stageOf(release);
  const own = gates.filter((gate) => gate["stage"] === current);
  const waiting = own.filter((gate) => findText(gate, "status") !== null && gateExit(gate) !== exits.ok);
  const facts = [
    ["champion", findText(findAnswer(release, "champion") ?? {}, "name")],
    ["target date", findText(release, "targetDate")],
    ...exposureWords(exposure).map((words) => ["exposure", words]),
    ...listOf(release, "components").map((component) => ["component", componentWords(component)]),
    ...listOf(release, "holds").map((hold) => ["on hold", findText(hold, "reason")]),
    ...listOf(release, "freezes").map((freeze) => ["frozen", frozenWords(freeze)]),
  ].flatMap(([name, value]) =>
    name === undefined || name === null || value === undefined || value === null ? [] : [[name, value]],
  );
  return [
    `${paint(io, "bold", textOf(release, "slug"))}${stateOf(release)}\n${findText(release, "title") ?? ""}\n`,
    facts.length === 0 ? "" : `\n${columns(facts, { indent: 2 })}`,
    stagesText(io, release, gates),
    ...waiting.flatMap((gate) => {
      // The acts name the people; the gate's own status names all who could clear each blocker.
      const text =
        blockerText(listOf(gate, "blockers"), { withPeople: false }) + actText(listOf(gate, "unblock"));
      return text === "" ? [] : [`\n${paint(io, "bold", textOf(gate, "key"))}\n${text}`];
    }),
  ].join("");
}

function stagesText(io: Io, release: Answer, gates: readonly Answer[]): string {
  const rows = listOf(release, "stages").flatMap((stage) => [
    [textOf(stage, "key"), "", findText(stage, "status") ?? ""],
    ...gates
      .filter((gate) => gate["stage"] === stage["key"])
      .map((gate) => ["", textOf(gate, "key"), statusWords(io, gate)]),
  ]);
  return rows.length === 0 ? "" : `\nStages and gates\n${columns(rows, { indent: 2 })}`;
}

/** What an override lets it pass is named too, as such. */
function frozenWords(freeze: Answer): string {
  const words = `until ${textOf(freeze, "until")} by “${textOf(freeze, "title")}”: ${textOf(freeze, "reason")}`;
  return freeze["isOverridden"] === true ? `${words} (overridden)` : words;
}

function componentWords(component: Answer): string {
  const side = (name: string): string => shortDigest(findText(component, name) ?? "nothing");
  return `${textOf(component, "key")}: ${side("from")} to ${side("to")}`;
}

/** What is confirmed, what is intended beside it, how long it soaks, and what stands against the next step. */
function exposureWords(exposure: Answer): string[] {
  const confirmed = findText(exposure, "confirmed");
  if (confirmed === null || listOf(exposure, "ladder").length === 0) return [];
  const soak = findAnswer(exposure, "soak");
  const pause = findAnswer(exposure, "pause");
  const next = findAnswer(exposure, "next");
  const refusal = next === null ? null : findAnswer(next, "refusal");
  const isConfirmed = exposure["isConfirmed"] === true;
  const applying = findAnswer(exposure, "applying");
  const until = soak === null || soak["isMet"] === true ? null : findText(soak, "metAt");
  return [
    `${confirmed} %${isConfirmed ? "" : ` confirmed, ${textOf(exposure, "intended")} % intended`}`,
    ...(isConfirmed || applying === null ? [] : applyingWords(applying)),
    ...(pause === null ? [] : [`paused: ${textOf(pause, "reason")}`]),
    ...(until === null ? [] : [`soaks until ${until}`]),
    ...(next === null
      ? []
      : [`next ${textOf(next, "percent")} %${refusal === null ? "" : `: ${textOf(refusal, "message")}`}`]),
  ];
}

/** How far the executor is with what is intended, while nobody has seen it to be so. */
function applyingWords(applying: Answer): string[] {
  const state = textOf(applying, "state");
  const by = findAnswer(applying, "by");
  if (state === "none" || by === null) return [];
  const target = findText(by, "target");
  const executor = target === null ? textOf(by, "type") : `${textOf(by, "type")} ${target}`;
  const at = findText(applying, "nextAt");
  const note = listOf(applying, "attempts").flatMap((attempt) => findText(attempt, "note") ?? [])[0];
  return [
    `set by ${executor}: ${state.replaceAll("-", " ")}${at === null ? "" : `, again at ${at}`}${note === undefined ? "" : `. ${note}`}`,
  ];
}
