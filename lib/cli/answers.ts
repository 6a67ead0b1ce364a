import { exits } from "@/lib/cli/command";
import { Failure } from "@/lib/cli/failure";
import { safe } from "@/lib/cli/text";

/**
 * Reading of the server's answers. Only what is shown is read, and a newer server may say more: schemas would refuse its
 * new words, and loading them takes longer (50 ms) than a question to the server.
 */
export type Answer = Readonly<Record<string, unknown>>;

export function asAnswer(value: unknown): Answer {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Answer) : {};
}

/** A text; null where there is none. */
export function findText(answer: Answer, name: string): string | null {
  const value = answer[name];
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value !== "" ? safe(value) : null;
}

/** A text without which nothing can be said. */
export function textOf(answer: Answer, name: string): string {
  const found = findText(answer, name);
  if (found !== null) return found;
  throw new Failure(exits.refused, `The server's answer has no ${name}.`, [
    "Server and command line may be of different versions; countersign --version says which this one is.",
  ]);
}

export function findAnswer(answer: Answer, name: string): Answer | null {
  const value = answer[name];
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Answer) : null;
}

/** The objects of a list; none where there is no list. */
export function listOf(answer: Answer, name: string): Answer[] {
  const value = answer[name];
  return Array.isArray(value) ? value.map(asAnswer) : [];
}

/** The texts of a list; none where there is no list. */
export function textsOf(answer: Answer, name: string): string[] {
  const value = answer[name];
  return Array.isArray(value) ? value.filter((each) => typeof each === "string").map(safe) : [];
}

/** `Ann Lee <ann@example.org>, …`; null where nobody is named. */
export function findPeople(answer: Answer, name: string): string | null {
  const people = listOf(answer, name).map((person) => {
    const [called, email] = [findText(person, "name"), findText(person, "email")];
    return called === null || email === null ? (called ?? email ?? "somebody") : `${called} <${email}>`;
  });
  return people.length === 0 ? null : people.join(", ");
}
