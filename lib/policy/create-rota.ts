import { command } from "@/lib/platform/command";
import { AppError, fieldError } from "@/lib/platform/errors";
import { newId } from "@/lib/platform/ids";
import { rotaCreated } from "./events";
import { mayChangeRota } from "./may-change-rota";
import { loadOrganisation } from "./queries";
import { CreateRota } from "./rota-schemas";
import { readRotaPeople, refuseFarStart, writeRotaVersion } from "./rota-store";

/** Makes a rota that belongs to a team. It gives nothing before a release gives it a role. */
export const createRota = command({
  name: "create-rota",
  input: CreateRota,
  scope: "organisation",
  locks: () => ({ organisation: "exclusive" }),
  load: async (tx, input, { now }) => {
    const organisation = await loadOrganisation(tx, now);
    const owner = organisation.teams.find(({ key }) => key === input.team);
    if (owner === undefined)
      throw fieldError("/team", `There is no team ${input.team}.`, "the key of a team");
    const taken = await tx.rota.findUnique({ where: { key: input.key }, select: { id: true } });
    return { organisation, owner, isTaken: taken !== null, people: await readRotaPeople(tx, input.rota) };
  },
  allow: (actor, { organisation, owner }) => mayChangeRota(organisation, actor, owner),
  run: async ({ tx, input, facts: { owner, isTaken, people }, authorId, now }) => {
    const { key, title, rota: document } = input;
    if (isTaken) throw new AppError("already-exists", `There is a rota ${key} already.`);
    refuseFarStart(document, now);
    const rotaId = newId();
    await tx.rota.create({ data: { id: rotaId, key, title, ownerTeamId: owner.id, createdAt: now } });
    const version = { rotaId, version: 1, document, people, changedBy: authorId, now };
    const after = await writeRotaVersion(tx, version);
    return { value: { key }, entries: [rotaCreated({ key, title, team: owner.id, people, after })] };
  },
});
