import type { RequirementView } from "@/lib/gates/page-model";

/** What of a requirement signing needs to know, and no more: it is sent for each. */
export type Signable = Pick<RequirementView, "sign" | "speak" | "refusal" | "kind" | "subjectDigest"> & {
  hasSpoken: boolean;
};

/** What the controls are sent of a requirement. */
export function signable(
  requirement: Pick<RequirementView, "sign" | "speak" | "refusal" | "kind" | "subjectDigest" | "own">,
): Signable {
  const { sign, speak, refusal, kind, subjectDigest, own } = requirement;
  const hasSpoken = own !== null && own.vote !== "withdraw" && own.vote !== "acknowledge";
  return { sign, speak, refusal, kind, subjectDigest, hasSpoken };
}

export function titleOf({ key, title, kind }: Pick<RequirementView, "key" | "title" | "kind">): string {
  if (kind === "approval") return "Approval of the gate";
  return title ?? key ?? "";
}
