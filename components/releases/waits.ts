import type { ReleaseView } from "@/lib/releases/page-model";

/** What keeps the whole release from going on, in a line: its reasons stand in the notices above. null: nothing does. */
export function heldWords({ holds, freezes }: Pick<ReleaseView, "holds" | "freezes">): string | null {
  if (holds.some(({ isOrganisation }) => isOrganisation)) return "Waits: the organisation is on hold.";
  if (holds.some(({ component }) => component === null)) return "Waits: the release is on hold.";
  const paused = holds.flatMap(({ component }) => component ?? []);
  if (paused.length > 0)
    return `Waits: ${paused.join(" and ")} ${paused.length === 1 ? "is" : "are"} paused.`;
  const frozen = freezes.find(({ override }) => override === null);
  return frozen === undefined ? null : `Waits: frozen by “${frozen.title}”.`;
}

/** What advancing waits for, in a line. */
export function waitsWords(release: ReleaseView): string {
  const held = heldWords(release);
  if (held !== null) return held;
  const drifted = release.stages
    .flatMap((stage) => stage.gates)
    .filter(({ drift }) => drift !== null && drift !== "none");
  if (drifted.length > 0)
    return `Waits: “${drifted.map(({ title }) => title).join("”, “")}” changed since it passed.`;
  const objectedTo = release.stages
    .flatMap((stage) => stage.gates)
    .filter(({ status, blockers }) => status === "passed" && blockers.some(({ code }) => code === "veto"));
  if (objectedTo.length > 0)
    return `Waits: a veto stands on “${objectedTo.map(({ title }) => title).join("”, “")}”, which passed before.`;
  const gates = release.stages.find(({ status }) => status === "current")?.gates ?? [];
  const owed = release.obligations.filter(({ stopsNext }) => stopsNext);
  const open = gates.filter(({ status }) => status !== "ready" && status !== "skipped");
  if (open.length === 0 && owed.length > 0)
    return `Waits for what is owed: ${owed.map(({ title }) => `“${title}”`).join(", ")}.`;
  return `Waits for ${open.length} of ${gates.length} ${gates.length === 1 ? "gate" : "gates"}.`;
}
