import { command } from "@/lib/platform/command";
import { AppError } from "@/lib/platform/errors";
import { refuseOvertaken } from "@/lib/platform/overtaken";
import { rotaChanged } from "./events";
import { addsThemselves, mayChangeRota } from "./may-change-rota";
import { loadOrganisation } from "./queries";
import { ChangeRota } from "./rota-schemas";
import { getStoredRota, readRotaPeople, refuseFarStart, rotaDigest, writeRotaVersion } from "./rota-store";

/** Says anew who takes turns and when, from now on. Past shifts stay, and what was signed in them stands. */
export const changeRota = command({
  name: "change-rota",
  input: ChangeRota,
  scope: "organisation",
  locks: () => ({ organisation: "exclusive" }),
  load: async (tx, input, { now }) => ({
    stored: await getStoredRota(tx, await loadOrganisation(tx, now), input.key),
    people: await readRotaPeople(tx, input.rota),
  }),
  allow: (actor, { stored: { organisation, owner, people: before }, people }) => {
    const verdict = mayChangeRota(organisation, actor, owner);
    const added = people.filter((id) => before.every((person) => person.id !== id));
    return verdict.allowed ? (addsThemselves(actor, added) ?? verdict) : verdict;
  },
  run: async ({ tx, input, facts: { stored, people }, authorId, now }) => {
    const { id: rotaId, key, current } = stored;
    refuseOvertaken(input.expected, current.digest);
    if (rotaDigest(input.rota) === current.digest) throw new AppError("conflict", "The rota is so already.");
    refuseFarStart(input.rota, now);
    const version = current.version + 1;
    const next = { rotaId, version, document: input.rota, people, changedBy: authorId, now };
    const after = await writeRotaVersion(tx, next);
    const entry = rotaChanged({ key, version, people, before: current.digest, after });
    return { value: { key }, entries: [entry] };
  },
});
