import { z } from "zod";
import { command } from "@/lib/platform/command";
import type { Tx } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { newId } from "@/lib/platform/ids";
import type { EntryDraft } from "@/lib/platform/ledger";
import type { Actor } from "./actor";
import { type ArrivalPlan, changesAnything, planArrival } from "./arrival-queries";
import { memberBroughtIn, memberLeftGroup, personCreated } from "./events";
import { identityAddressChanged, identityLinked } from "./identity-events";
import { bySingleSignOn } from "./own";
import { Subject, type Vouched } from "./provider-claims";
import { addMember, removeMember, setAccessLevel } from "./store";

const Input = z.strictObject({
  issuer: z.string().min(1),
  subject: Subject,
  email: z.string().nullable(),
  emailVerified: z.boolean(),
  name: z.string().min(1).max(120),
  groups: z.array(z.string()).nullable(),
  providerSession: z.string().nullable(),
  createFor: z.array(z.string()),
});

/** What a sign-in by the provider brings with it: an identity linked, a person made, an address noted, places in teams followed. */
export const admitByProvider = command({
  name: "admit-by-provider",
  input: Input,
  scope: "*",
  locks: () => ({ organisation: "exclusive" }),
  load: (tx, { createFor, ...vouched }) => planArrival(tx, vouched, createFor),
  allow: (actor: Actor) => bySingleSignOn(actor),
  run: async ({ tx, input, facts: plan, now }) => {
    // Another sign-in of the same person was quicker, or somebody changed what this one began from.
    if (!changesAnything(plan)) throw new AppError("conflict", "There is nothing left to change.");
    const { personId, entries } = await arrive(tx, { vouched: input, plan, now });
    const followed = await follow(tx, { plan, personId, now });
    const [first, ...others] = [...entries, ...followed];
    if (first === undefined) throw new AppError("conflict", "There is nothing left to change.");
    return { value: { personId }, entries: [first, ...others] };
  },
});

interface Arriving {
  vouched: Vouched;
  plan: ArrivalPlan;
  now: Date;
}

async function arrive(
  tx: Tx,
  { vouched, plan, now }: Arriving,
): Promise<{ personId: string; entries: EntryDraft[] }> {
  const { arrival } = plan;
  const { issuer, subject, email, emailVerified, name } = vouched;
  switch (arrival.kind) {
    case "refused":
      throw new AppError("conflict", "This sign-in is not let in.");
    case "known": {
      const { personId, identityId: id, addressChanged } = arrival;
      if (!addressChanged) return { personId, entries: [] };
      await tx.externalIdentity.update({ where: { id }, data: { email, emailVerified } });
      const changed = identityAddressChanged({ id, personId, issuer, email }, { verified: emailVerified });
      return { personId, entries: [changed] };
    }
    case "link": {
      const identity = { id: newId(), personId: arrival.personId, issuer, subject, email };
      await tx.externalIdentity.create({ data: { ...identity, emailVerified, linkedAt: now, seenAt: now } });
      return { personId: identity.personId, entries: [identityLinked(identity, "address")] };
    }
    case "create": {
      const person = { id: newId(), name, email: email ?? "" };
      await tx.person.create({ data: { ...person, createdAt: now } });
      await setAccessLevel(tx, { personId: person.id, level: "member", now });
      const identity = { id: newId(), personId: person.id, issuer, subject, email };
      await tx.externalIdentity.create({ data: { ...identity, emailVerified, linkedAt: now, seenAt: now } });
      return {
        personId: person.id,
        entries: [personCreated(person, "member"), identityLinked(identity, "creation")],
      };
    }
  }
}

async function follow(
  tx: Tx,
  { plan, personId, now }: { plan: ArrivalPlan; personId: string; now: Date },
): Promise<EntryDraft[]> {
  const entries: EntryDraft[] = [];
  const teamOf = (id: string) => ({ id, key: plan.teamKeys.get(id) ?? "" });
  for (const { teamId } of plan.groups.end) {
    await removeMember(tx, { teamId, personId, now });
    entries.push(memberLeftGroup(teamOf(teamId), { personId, inPool: plan.inPool.has(teamId) }));
  }
  for (const { teamId, group } of plan.groups.add) {
    await addMember(tx, { teamId, personId, lead: false, source: "provider", now });
    entries.push(memberBroughtIn(teamOf(teamId), { personId, group, inPool: plan.inPool.has(teamId) }));
  }
  return entries;
}
