import type { Actor } from "./actor";

/** What a token may be used for; `checks:<name>` narrows `checks:*` to one check. */
export const scopes = {
  read: "Read everything its owner can see",
  sign: "Vote, acknowledge and answer in its owner's roles",
  releases: "Create and steer releases: plan, roles, candidate, start, advance, exposure, holds",
  bundles: "Register bundles",
  "checks:*": "Report any check",
  exposure: "Confirm what exposure is set",
  rollbacks: "Propose, decide and carry out rollbacks and drills",
  runner: "Run the scripts of rollbacks",
  metrics: "Declare metrics",
  samples: "Send samples of metrics",
  observations: "Report what components were seen to depend on",
  components: "Register components and name what is live",
  templates: "Publish templates",
  organisation: "Change people, teams, roles, pools, machines and rights; delegate own roles",
  tokens: "Create and revoke tokens with at most its own scopes",
  notices: "Say what its owner hears of, and by what",
  views: "Save, share and remove its owner's views of the portfolio",
  "*": "Everything its owner can do",
} as const;

/** What a machine may do: report, and run what people decided; narrowed by `checks:<name>` as well. Never sign, decide or change anything. */
export const machineScopes = [
  "read",
  "bundles",
  "checks:*",
  "samples",
  "observations",
  "exposure",
  "runner",
] as const;

const plain = new Set<string>(Object.keys(scopes));
const checkScope = /^checks:[a-z0-9][a-z0-9-]{0,63}$/;

/** A scope in words; one check by its name. */
export function scopeWords(scope: string): string {
  const words: Record<string, string> = scopes;
  return words[scope] ?? (scope.startsWith("checks:") ? `Report the check ${scope.slice(7)}` : scope);
}

export function isScope(text: string): boolean {
  return plain.has(text) || checkScope.test(text);
}

/** Whether held scopes include the one that is needed. */
export function scopesCover(held: readonly string[], needed: string): boolean {
  if (held.includes("*") || held.includes(needed)) return true;
  return needed.startsWith("checks:") && held.includes("checks:*");
}

/** Sessions may do all that their person may; tokens what their scopes say. */
export function hasScope(actor: Actor, needed: string): boolean {
  if (actor.kind === "system" || actor.credential.kind !== "token") return true;
  return scopesCover(actor.credential.scopes, needed);
}
