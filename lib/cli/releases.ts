import {
  type Answer,
  asAnswer,
  findAnswer,
  findPeople,
  findText,
  listOf,
  textOf,
  textsOf,
} from "@/lib/cli/answers";
import { type Exit, exits, type Invocation } from "@/lib/cli/command";
import { printJson } from "@/lib/cli/text";

/** Prints an answer; 202 is one that waits for others. */
export function told(
  { io, flags }: Invocation,
  { status, body }: { status: number; body: unknown },
  words: (answer: Answer) => string,
): Exit {
  if (flags.has("json")) printJson(io, body);
  else io.write(status === 202 ? pendingText(asAnswer(body)) : words(asAnswer(body)));
  return status === 202 ? exits.notReady : exits.ok;
}

function pendingText(answer: Answer): string {
  const pending = findAnswer(answer, "pendingDecision") ?? {};
  const missing = listOf(pending, "missing").map((places) => {
    const who = findPeople(places, "whoMay");
    return `${textsOf(places, "roles").join(" or ")}${who === null ? "" : `: ${who}`}`;
  });
  const until = findText(pending, "expiresAt");
  return `Proposed, not done: others have to agree${missing.length === 0 ? "" : ` (${missing.join("; ")})`}${until === null ? "" : ` until ${until}`}.\n`;
}

/** Key of the current stage; null where none is. */
export function stageOf(release: Answer): string | null {
  const current = listOf(release, "stages").find((stage) => stage["status"] === "current");
  return findText(release, "stage") ?? (current === undefined ? null : textOf(current, "key"));
}

/** ` (active)` */
export function stateOf(answer: Answer): string {
  const state = findText(answer, "state");
  return state === null ? "" : ` (${state})`;
}
