import type { Outcome } from "@/lib/audit/verify-archive";
import type { VerifiedFacts, VerifyFault } from "@/lib/audit/verify-model";
import type { Io } from "@/lib/cli/io";
import { columns, counted, paint, safe, wrapped } from "@/lib/cli/text";

const mostShown = 40;

/** What was found, and what could not be looked at, for people. */
export function outcomeText(io: Io, file: string, outcome: Outcome): string {
  return [
    headline(io, file, outcome),
    outcome.faults.length === 0 ? "" : faultsText(outcome.faults),
    outcome.kind === "verified" ? factsText(outcome.facts) : "",
    outcome.kind === "verified" ? uncheckedText(outcome.unchecked) : "",
    outcome.kind === "unlisted"
      ? "\nNothing else was looked at: what the archive has to hold is not known.\n"
      : "",
  ].join("");
}

function headline(io: Io, file: string, outcome: Outcome): string {
  if (!outcome.isSound) {
    const count = counted(outcome.faults.length, "fault");
    return `${paint(io, "red", "Not sound")}: ${count} in ${file}\n`;
  }
  const { facts, what } = outcome;
  const about =
    what === "release"
      ? `release ${safe(facts.about)}, ${counted(facts.own, "entry").replace("entrys", "entries")} of its own`
      : `the ledger, ${safe(facts.about)}`;
  return `${paint(io, "green", "Sound")}: ${about}\n`;
}

function faultsText(faults: readonly VerifyFault[]): string {
  const lines = faults.slice(0, mostShown).map(({ file, entry, message }) => {
    const place = entry === null || file.startsWith("entries/") ? file : `${file} (entry ${entry})`;
    return `  ${wrapped(safe(`${place}: ${message}`), 110, 4)}\n`;
  });
  const more = faults.length - mostShown;
  return [...lines, more > 0 ? `  and ${more} more (--json shows all)\n` : ""].join("");
}

function factsText({ origin, size, exportedAt, keys, compared }: VerifiedFacts): string {
  const rows = Object.entries(compared)
    .filter(([, count]) => count > 0)
    .map(([what, count]) => [String(count), what]);
  return [
    `\nThe log ${safe(origin)} over its first ${size} entries, exported ${safe(exportedAt)}\n`,
    `Keys\n${columns(
      keys.map((key) => [safe(key)]),
      { indent: 2 },
    )}`,
    rows.length === 0 ? "" : `Compared\n${columns(rows, { indent: 2 })}`,
  ].join("");
}

function uncheckedText(unchecked: readonly string[]): string {
  if (unchecked.length === 0) return "";
  return `\nNot checked\n${unchecked.map((each) => `  - ${wrapped(safe(each), 110, 4)}\n`).join("")}`;
}
