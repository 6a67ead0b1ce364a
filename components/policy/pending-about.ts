import { roleWords } from "@/lib/policy/role-words";

/** What of a proposal a reader has to know at once, from what was asked for; null where its decision says it all. */
export function pendingAbout(input: unknown): string | null {
  if (typeof input !== "object" || input === null) return null;
  const of = input as Record<string, unknown>;
  const text = (name: string): string | null => (typeof of[name] === "string" ? of[name] : null);
  if (typeof of["roles"] === "object" && of["roles"] !== null && text("slug") === null)
    return Object.entries(of["roles"] as Record<string, string[]>)
      .map(([role, members]) => `${roleWords(role)}: ${members.length === 0 ? "nobody" : members.join(", ")}`)
      .join("; ");
  if (typeof of["running"] === "object" && of["running"] !== null) return "also for running releases";
  const requirement = text("requirement");
  if (requirement !== null)
    return `“${words(requirement)}” of ${words(text("gate") ?? "")}, until ${(text("expiresAt") ?? "").slice(0, 10)}`;
  const digest = text("digest");
  if (digest !== null) return `${text("component") ?? text("key") ?? ""}: ${digest.slice(0, 17)}…`;
  const stage = text("stage");
  return stage === null ? (text("title") ?? text("key")) : words(stage);
}

function words(key: string): string {
  return key.replaceAll("-", " ");
}
