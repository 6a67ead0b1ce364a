import { command } from "@/lib/platform/command";
import { AppError, notFound } from "@/lib/platform/errors";
import { refuseOvertaken } from "@/lib/platform/overtaken";
import { poolChanged } from "./events";
import { mayChangePool, ownGain } from "./organisation";
import { addToPool, poolDigest, poolOf, readPool, removeFromPool, without } from "./pool-members";
import { findOpener, loadOrganisation } from "./queries";
import { ChangePool } from "./schemas";

/** Says anew who can be given a role. Who leaves the pool loses the role, and their votes in it stop counting. */
export const changePool = command({
  name: "pool.change",
  input: ChangePool,
  scope: "organisation",
  locks: () => ({ organisation: "exclusive" }),
  load: async (tx, input, { now }) => {
    const organisation = await loadOrganisation(tx, now);
    if (!organisation.roles.some(({ key }) => key === input.role)) throw notFound("role with this key");
    const wanted = await readPool(tx, { pool: input.pool, organisation });
    const held = poolOf(organisation, input.role);
    const digest = poolDigest(held);
    const opener = await findOpener(tx, organisation);
    return {
      organisation,
      digest,
      opener,
      added: without(wanted, held),
      removed: without(held, wanted),
    };
  },
  allow: (actor, { organisation, opener, added }, input) => {
    const verdict = mayChangePool(organisation, actor, input.role);
    if (!verdict.allowed) return verdict;
    const teams = organisation.teams.filter(({ id }) => added.teams.includes(id));
    return ownGain(actor, { people: added.people, teams, opener }) ?? verdict;
  },
  run: async ({ tx, input, facts, now }) => {
    const { organisation, added, removed } = facts;
    refuseOvertaken(input.expected, facts.digest);
    const none = [added, removed].every(({ people, teams }) => people.length + teams.length === 0);
    if (none) throw new AppError("conflict", "The pool is so already.");
    await removeFromPool(tx, { role: input.role, members: removed, now });
    await addToPool(tx, { role: input.role, members: added, now });
    return {
      value: { key: input.role },
      entries: [poolChanged(input.role, { added, removed, rights: organisation.rights?.digest ?? null })],
    };
  },
});
