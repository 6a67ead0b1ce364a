import { decisionWords } from "@/lib/policy/decision-words";
import { type Decision, decisions } from "@/lib/policy/model";
import type { EventKind } from "./model";

/** What a post-mortem is called. */
export function postMortemTitle({
  kind,
  release,
  decision,
}: {
  kind: EventKind;
  /** Title of the release. */
  release: string;
  /** Of a broken glass: which decision. */
  decision: string | null;
}): string {
  switch (kind) {
    case "rollback":
      return `Rollback of ${release}`;
    case "drill":
      return `Failed drill of ${release}`;
    case "break-glass":
      return `${wordsOf(decision)} by break-glass: ${release}`;
    case "release":
      return release;
  }
}

function wordsOf(decision: string | null): string {
  const known: Decision | undefined = decisions.find((each) => each === decision);
  return known === undefined ? "A decision" : decisionWords(known);
}
