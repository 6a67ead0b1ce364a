import { emailKey } from "@/lib/platform/names";

/** No mail reaches an address of it (RFC 2606): what stands in place of an erased person's. */
const domain = "erased.invalid";

export function isErasedEmail(email: string): boolean {
  return emailKey(email).endsWith(`@${domain}`);
}

/** What stands in place of a person's name and address, by their id: its last digits, which are random, so that two are told apart. */
export function erasedIdentity(personId: string): { name: string; email: string } {
  const digits = personId.slice(-12);
  return { name: `Erased person ${digits.slice(0, 4)}`, email: `${digits}@${domain}` };
}

/** What stands in place of a text that was erased, as the database writes it. */
export const erasedText = "[erased]";

/** Paths of commitments to who somebody is: they are erased with the person, everything else one by one. */
export const identityPaths: ReadonlySet<string> = new Set(["actor", "name", "email", "subject"]);

const letter = /[\p{L}\p{N}]/u;
const ofAddress = /[\p{L}\p{N}._%+-]/u;

/**
 * Whether a text names a person, by their address or their whole name as words of their own, in whatever case: joann@example.org
 * does not name ann@example.org.
 */
export function namesPerson(text: string, { name, email }: { name: string; email: string }): boolean {
  return (
    holds(text, email, (before, after) => ofAddress.test(before) || goesOn(after)) ||
    holds(text, name, (before, after) => letter.test(before) || letter.test(after.charAt(0)))
  );
}

/** Whether what follows an address makes it another one, as `.org` after ann@example does, and a full stop does not. */
function goesOn(after: string): boolean {
  return /^(?:[\p{L}\p{N}-]|\.[\p{L}\p{N}])/u.test(after);
}

function holds(text: string, wanted: string, isPart: (before: string, after: string) => boolean): boolean {
  const [all, one] = [text.toLowerCase(), wanted.toLowerCase()];
  if (one === "") return false;
  for (let at = all.indexOf(one); at !== -1; at = all.indexOf(one, at + 1)) {
    const end = at + one.length;
    if (!isPart(all.slice(0, at).at(-1) ?? "", all.slice(end, end + 2))) return true;
  }
  return false;
}

interface Erasing {
  person: { id: string; name: string; isErased: boolean };
  /** Id of the person who asks; null: no person. */
  actorId: string | null;
  admins: readonly { id: string }[];
  /** Rotas that they are on. */
  rotas: readonly { key: string; title: string; people: readonly { id: string }[] }[];
}

/** Why somebody cannot be erased now, each in a sentence that says what to do first. */
export function erasureFaults({ person, actorId, admins, rotas }: Erasing): string[] {
  if (person.isErased) return [`${person.name} was erased already.`];
  const isLastAdmin = admins.length === 1 && admins[0]?.id === person.id;
  return [
    ...(actorId === person.id ? ["Another admin erases you: the entry names whoever does it."] : []),
    ...(isLastAdmin ? ["This is the last admin; make somebody else one first."] : []),
    ...rotas
      .filter(({ people }) => people.every(({ id }) => id === person.id))
      .map(({ title }) => `Nobody else is on the rota ${title}; put somebody else on it first.`),
  ];
}
