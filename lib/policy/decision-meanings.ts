import type { Decision } from "./model";

/** What the organisation's decisions are about, for whoever has to say who may take them. */
const meanings: Partial<Record<Decision, string>> = {
  "release.create": "Begin a release from a template, as a draft that others then fill.",
  "component.register": "Say that something is released here, and which team owns it.",
  "component.pause": "Take one component out of all releases for a while.",
  "component.resume": "Let a paused component go on.",
  "template.publish": "Put into force what releases of a kind have to pass, and who decides in them.",
  "rights.change": "Change this very table. Whoever holds it can change everything else here.",
  "escalation.change": "Say whom a rollback that nobody decides is told to next, and after how long.",
  "pool.change": "Say who can be given a role, where no team's lead looks after that pool.",
  "freeze.set": "Set times in which nothing goes further.",
  "freeze.override": "Let one release go on in such a time.",
  "hold.place": "Stop a release, or everything. Stopping takes one person, always.",
  "hold.lift": "Let it go on again.",
  "exposure.pause": "Stop a candidate from reaching more users.",
  "rollback.propose": "Ask to go back, which pauses exposure at once.",
  "gate.veto": "Keep a gate shut until it is lifted, whoever else approves.",
};

/** One sentence on a decision; nothing where its name says all. */
export function decisionMeaning(decision: Decision): string | null {
  return meanings[decision] ?? null;
}
