import { roleWords } from "@/lib/policy/role-words";

/** What somebody chose to hear of a release; `rules`: they chose nothing. */
export const hearingChoices = ["rules", "follow", "mute"] as const;
export type HearingChoice = (typeof hearingChoices)[number];

/** One way in which somebody takes part in a release. */
export type Because =
  | { kind: "role"; role: string; through: { kind: "team" | "rota"; title: string } | null }
  | { kind: "voted"; role: string }
  | { kind: "author"; component: string }
  | { kind: "acted" };

/** Whether somebody hears of what others do on a release; of what is asked of them they hear in any case. */
export function hears({ choice, because }: { choice: HearingChoice; because: readonly Because[] }): boolean {
  return choice === "follow" || (choice === "rules" && because.length > 0);
}

/** `you hold security`, `you signed as reviewer`: what follows on “because”. */
export function becauseWords(because: Because): string {
  switch (because.kind) {
    case "role":
      return holdingWords(because);
    case "voted":
      return `you signed as ${roleWords(because.role)}`;
    case "author":
      return `you are an author of the candidate of ${because.component}`;
    case "acted":
      return "you acted on it";
  }
}

function holdingWords({ role, through }: Extract<Because, { kind: "role" }>): string {
  if (through === null) return `you hold ${roleWords(role)}`;
  return through.kind === "team"
    ? `your team ${through.title} holds ${roleWords(role)}`
    : `you are on the rota ${through.title}, which holds ${roleWords(role)}`;
}
