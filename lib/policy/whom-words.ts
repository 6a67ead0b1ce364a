import type { Channel, EscalationLevel, Whom } from "./escalation-model";
import { roleWords } from "./role-words";

/** Whom a part of a level tells, as a sentence has it. */
export function whomText(whom: Whom): string {
  if (whom === "deciders") return "who can do what is awaited";
  if (whom === "everyone") return "everybody with a role on the release";
  if ("role" in whom) return `the role ${roleWords(whom.role)}`;
  if ("rota" in whom) return `whoever is on shift of ${whom.rota}`;
  return "team" in whom ? `the team ${whom.team}` : whom.person;
}

/** All whom a level tells, joined. */
export function levelWhomText({ whom }: Pick<EscalationLevel, "whom">): string {
  const words = whom.map(whomText);
  const last = words.at(-1) ?? "";
  return words.length < 2 ? last : `${words.slice(0, -1).join(", ")} and ${last}`;
}

export const channelWords: Record<Channel, string> = {
  inbox: "inbox",
  email: "inbox and e-mail",
  slack: "inbox and chat",
};

/** The same at the beginning of a sentence; an address stays as it is. */
export function levelTitle(words: string): string {
  return /^\S+@/.test(words) ? words : `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}
