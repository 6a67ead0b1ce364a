import { z } from "zod";
import { command } from "@/lib/platform/command";
import { AppError } from "@/lib/platform/errors";
import { newId } from "@/lib/platform/ids";
import { Email } from "@/lib/platform/names";
import { identityLinked } from "./identity-events";
import { byOwner } from "./own";
import { Subject } from "./provider-claims";
import { getPerson } from "./store";

/** A signed-in person links who they are at the provider, once the provider's answer was checked. No request of the API leads here. */
export const linkIdentity = command({
  name: "account.link-identity",
  input: z.strictObject({
    person: Email,
    issuer: z.string().min(1),
    subject: Subject,
    email: z.string().nullable(),
    emailVerified: z.boolean(),
  }),
  scope: "*",
  // Exclusive: two people must not link one subject at the same time.
  locks: () => ({ organisation: "exclusive" }),
  load: async (tx, { person, issuer, subject }) => ({
    person: await getPerson(tx, person),
    linked: await tx.externalIdentity.findFirst({ where: { issuer, subject, unlinkedAt: null } }),
  }),
  allow: (actor, { person }) => byOwner(actor, person, "An identity is linked by its own person alone."),
  run: async ({ tx, input, facts, now }) => {
    const { person, linked } = facts;
    if (linked !== null) {
      throw new AppError("already-exists", "This identity is linked already.", {
        rule: linked.personId === person.id ? "linked-already" : "linked-to-another",
      });
    }
    const { issuer, subject, email, emailVerified } = input;
    const identity = { id: newId(), personId: person.id, issuer, subject, email };
    await tx.externalIdentity.create({ data: { ...identity, emailVerified, linkedAt: now, seenAt: now } });
    return { value: { id: identity.id }, entries: [identityLinked(identity, "own")] };
  },
});
