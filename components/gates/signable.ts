import type { RequirementView, SpeakingRole } from "@/lib/gates/page-model";
import { roleWords } from "./status";

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

/** What a form sends for a role: its key, and after a space the address of whoever it is for. */
export function roleValue({ role, onBehalfOf }: SpeakingRole): string {
  return onBehalfOf === null ? role : `${role} ${onBehalfOf.email}`;
}

export function readRoleValue(value: string): { role: string; onBehalfOf: string | undefined } {
  const [role = "", onBehalfOf] = value.split(" ");
  return { role, onBehalfOf };
}

/** As whom one signs: “security”, or “security for Grace Hopper”. */
export function asWhom({ role, onBehalfOf }: SpeakingRole): string {
  return onBehalfOf === null ? roleWords(role) : `${roleWords(role)} for ${onBehalfOf.name}`;
}

export function titleOf({ key, title, kind }: Pick<RequirementView, "key" | "title" | "kind">): string {
  if (kind === "approval") return "Approval of the gate";
  return title ?? key ?? "";
}
