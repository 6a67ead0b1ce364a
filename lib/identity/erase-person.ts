import { command } from "@/lib/platform/command";
import type { Tx } from "@/lib/platform/db";
import { AppError, fieldError } from "@/lib/platform/errors";
import type { EntryDraft } from "@/lib/platform/ledger";
import { emailKey } from "@/lib/platform/names";
import { overrideEnded, rotaChanged } from "@/lib/policy/events";
import { byAdmin } from "@/lib/policy/organisation";
import { writeRotaVersion } from "@/lib/policy/rota-store";
import { endAccess } from "./access-store";
import { type ErasureFacts, loadErasure, readNamedTexts } from "./erasure-queries";
import { erasedIdentity, erasureFaults, namesPerson } from "./erasure-rules";
import { ErasePerson, ErasureCounts } from "./erasure-schemas";
import { personErased } from "./events";
import { limitKey } from "./limits";

/**
 * Erases who a person is: name and address, everywhere they are kept, and all by which they sign in. What they hold ends in the ordinary
 * way first, each with its entry. What they did stays, by their id, and so does what they wrote: it is evidence.
 */
export const erasePerson = command({
  name: "erase-person",
  input: ErasePerson,
  scope: "organisation",
  locks: () => ({ organisation: "exclusive" }),
  load: async (tx, input, { now, actor }) => {
    const facts = await loadErasure(tx, input.person, now);
    return { ...facts, named: await readNamedTexts(tx, { texts: input.texts, person: facts.person, actor }) };
  },
  allow: (actor, { organisation }) => byAdmin(organisation, actor, "Erasing people"),
  run: async ({ tx, input, facts, actor, authorId, now }) => {
    const { person, organisation, rotas, named } = facts;
    const actorId = actor.kind === "person" ? actor.id : null;
    const faults = erasureFaults({ person, actorId, admins: organisation.admins, rotas });
    if (faults.length > 0) throw new AppError("conflict", faults.join(" "), { rule: "erasure" });
    if (namesPerson(input.reason, person)) throw reasonNames();
    if ("wrong" in named) throw noMention(named.wrong);
    const { access } = person;
    const ended = access === null ? [] : [await endAccess(tx, { personId: person.id, access, now })];
    const left = await leaveRotas(tx, { facts, changedBy: authorId, now });
    const texts = await eraseOpenings(tx, named.ids);
    const becomes = erasedIdentity(person.id);
    const counts = await eraseRows(tx, { person, becomes, now });
    const erased = { ...counts, texts };
    const entry = personErased(person, { reason: input.reason, erased });
    const [first, ...others] = [...ended, ...left, entry];
    return { value: { person: becomes, erased }, entries: [first, ...others] };
  },
});

function reasonNames(): AppError {
  return fieldError(
    "/reason",
    "The reason names the person, and it stays: say why without name and address.",
    "a reason that does not name the person",
  );
}

function noMention(at: number): AppError {
  return fieldError(
    `/texts/${at}`,
    `texts/${at}: there is no such text that names the person; see the dry run for those there are.`,
    "a text of the dry run",
  );
}

/** Takes them off each rota, by a new version of it, and ends the shifts that they took over. */
async function leaveRotas(
  tx: Tx,
  { facts, changedBy, now }: { facts: ErasureFacts; changedBy: string | null; now: Date },
): Promise<EntryDraft[]> {
  const { person, rotas, shifts } = facts;
  const entries: EntryDraft[] = [];
  for (const { id: rotaId, key, current, people: before } of rotas) {
    const document = {
      ...current.document,
      people: current.document.people.filter((email) => emailKey(email) !== person.email),
    };
    const people = before.map(({ id }) => id).filter((id) => id !== person.id);
    const version = current.version + 1;
    const after = await writeRotaVersion(tx, { rotaId, version, document, people, changedBy, now });
    entries.push(rotaChanged({ key, version, people, before: current.digest, after }));
  }
  for (const { id, rota } of shifts) {
    await tx.$executeRaw`
      UPDATE rota_overrides SET valid_to = GREATEST(valid_from, ${now}) WHERE id = ${id}::uuid AND valid_to IS NULL`;
    entries.push(overrideEnded({ key: rota, id }));
  }
  return entries;
}

async function eraseOpenings(tx: Tx, ids: readonly string[]): Promise<number> {
  if (ids.length === 0) return 0;
  const rows = await tx.$queryRaw<{ erased: number }[]>`SELECT erase_openings(${[...ids]}::uuid[]) AS erased`;
  return rows[0]?.erased ?? 0;
}

async function eraseRows(
  tx: Tx,
  {
    person,
    becomes,
    now,
  }: { person: ErasureFacts["person"]; becomes: { name: string; email: string }; now: Date },
): Promise<ErasureCounts> {
  const limit = limitKey("sign-in-account", person.email);
  const rows = await tx.$queryRaw<{ counts: unknown }[]>`
    SELECT erase_person(${person.id}::uuid, ${becomes.name}, ${becomes.email}, ${limit}, ${now}) AS counts`;
  return ErasureCounts.parse(rows[0]?.counts);
}
