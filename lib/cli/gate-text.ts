import { type Answer, findAnswer, findText, listOf, textOf, textsOf } from "@/lib/cli/answers";
import { type Exit, exits } from "@/lib/cli/command";
import type { Io } from "@/lib/cli/io";
import { actText, blockerText } from "@/lib/cli/refusals";
import { columns, paint, paintStatus } from "@/lib/cli/text";

/** Ready, or passed for what is there now: a pass that the content has since left behind opens nothing. */
export function gateExit(gate: Answer): Exit {
  const status = textOf(gate, "status");
  if (status === "ready") return exits.ok;
  if (status === "passed") return hasDrift(gate) ? exits.notReady : exits.ok;
  return status === "blocked" ? exits.blocked : exits.notReady;
}

function hasDrift(gate: Answer): boolean {
  const drift = findText(gate, "drift");
  return drift !== null && drift !== "none";
}

/** `ready`, `passed (subject-changed since)`, … */
export function statusWords(io: Io, gate: Answer): string {
  const status = paintStatus(io, textOf(gate, "status"));
  return hasDrift(gate) ? `${status} (${findText(gate, "drift") ?? ""} since)` : status;
}

/** A gate with its requirements, blockers, and what would make it ready. */
export function gateText(io: Io, slug: string, gate: Answer): string {
  const approval = findAnswer(gate, "approval");
  const rows = [...listOf(gate, "requirements"), ...(approval === null ? [] : [approval])].map(
    (requirement) => [
      findText(requirement, "key") ?? "approval",
      findText(requirement, "kind") ?? "",
      paintStatus(io, findText(requirement, "status") ?? ""),
      slotWords(requirement),
    ],
  );
  return [
    `${paint(io, "bold", textOf(gate, "key"))}: ${statusWords(io, gate)}\n`,
    `${findText(gate, "title") ?? ""}, stage ${findText(gate, "stage") ?? "unknown"} of ${slug}\n`,
    rows.length === 0 ? "" : `\n${columns(rows, { indent: 2 })}`,
    spaced(blockerText(listOf(gate, "blockers"))),
    spaced(actText(listOf(gate, "unblock"), waysTitle(gate))),
    notes(gate),
  ].join("");
}

function waysTitle(gate: Answer): string {
  return gate["exact"] === false ? "One way to make it ready" : "What would make it ready";
}

function notes(gate: Answer): string {
  const lines = listOf(gate, "requirements").flatMap((requirement) =>
    [...timesOf(requirement), ...textsOf(requirement, "notes")].map((note) => [
      findText(requirement, "key") ?? "approval",
      note,
    ]),
  );
  return lines.length === 0 ? "" : spaced(`Notes\n${columns(lines, { indent: 2, width: 110 })}`);
}

/** When an unmet one is due, and until when it is waived, in UTC. */
function timesOf(requirement: Answer): string[] {
  const waived = findText(requirement, "waivedUntil");
  if (waived !== null) return [`Waived until ${utc(waived)}.`];
  const due = findText(findAnswer(requirement, "due") ?? {}, "at");
  const isMet = ["satisfied", "not-asked"].includes(findText(requirement, "status") ?? "");
  return due === null || isMet ? [] : [`Due ${utc(due)}.`];
}

function utc(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
}

/** Who has to sign, and who has: `1 of 2: platform (Ann Lee), security`. */
function slotWords(requirement: Answer): string {
  return listOf(requirement, "slots")
    .map((slot) => {
      const count = Number(findText(slot, "count") ?? "1");
      const by = listOf(slot, "filledBy").map(
        (filled) => findText(findAnswer(filled, "person") ?? {}, "name") ?? "somebody",
      );
      const names = by.length === 0 ? "" : ` (${by.join(", ")})`;
      return `${by.length} of ${count} ${textsOf(slot, "roles").join(" or ")}${names}`;
    })
    .join("; ");
}

function spaced(text: string): string {
  return text === "" ? "" : `\n${text}`;
}
