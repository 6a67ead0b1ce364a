import type { RollbackStep } from "./schemas";

/** How one knows that a step worked, in words. */
export function verifyWords({ verify }: Pick<RollbackStep, "verify">): string {
  if (verify.person !== undefined) return `A person looks: ${verify.person}`;
  if (verify.criterion !== undefined) return `The criterion ${verify.criterion} is ok for what was put back.`;
  if (verify.http !== undefined) {
    const { url, expect } = verify.http;
    return typeof expect === "number"
      ? `${url} answers with the status ${expect}.`
      : `The answer of ${url} holds “${expect}”.`;
  }
  return verify.from === "runner"
    ? "The runner sees the target's digest served."
    : "A person sees the target's digest served.";
}
