import { whoWords } from "@/components/ui/who-words";
import type { PendingAnswer } from "@/lib/policy/pending-schemas";
import { namesOf, placesWords } from "@/lib/policy/taking-part";

/** What a vote on a decision of several people came to. */
export function pendingWords({ state, missing }: PendingAnswer["pendingDecision"]): string {
  switch (state) {
    case "open": {
      const who = whoWords(namesOf(missing), { max: 3, or: true });
      return `Recorded. It takes ${placesWords(missing)} as well${who === "" ? ", whom nobody can be now" : `: ${who} may`}.`;
    }
    case "completed":
      return "Recorded, and with it decided and done.";
    case "rejected":
      return "Recorded: the proposal is rejected.";
    case "withdrawn":
      return "Recorded: the proposal is withdrawn.";
    case "expired":
    case "void":
      return "This proposal has ended; propose it anew.";
  }
}
