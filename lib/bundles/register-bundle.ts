import { bundleDigest } from "@/lib/bundles/manifest";
import type { Actor } from "@/lib/identity/actor";
import { command } from "@/lib/platform/command";
import type { Tx } from "@/lib/platform/db";
import { AppError, fieldError, notFound } from "@/lib/platform/errors";
import { emailKey } from "@/lib/platform/names";
import { loadRelease } from "@/lib/releases/authority";
import { RegisterBundle } from "./answers";
import { bundleRegistered } from "./events";
import type { Manifest } from "./schemas";
import { addBundle, addRegistration } from "./store";

interface Facts {
  component: { id: string; key: string } | null;
  release: { id: string; slug: string; hasComponent: boolean } | null;
  /** People whose addresses the manifest names. */
  named: { id: string; name: string; email: string }[];
}

/** Registers a bundle with its authors. It changes nothing of any release: a candidate is set by decision. */
export const registerBundle = command({
  name: "bundle.register",
  input: RegisterBundle,
  scope: "bundles",
  locks: ({ component }) => ({ organisation: "shared", components: [component] }),
  load: async (tx, { component: key, release: slug, manifest }, { now, actor }): Promise<Facts> => {
    const component = await tx.component.findUnique({ where: { key }, select: { id: true, key: true } });
    const release = slug === undefined ? null : (await loadRelease(tx, { slug, actor, now })).release;
    const member = { releaseId: release?.id ?? "", componentId: component?.id ?? "" };
    const hasComponent =
      release !== null &&
      component !== null &&
      (await tx.releaseComponent.findUnique({ where: { releaseId_componentId: member } })) !== null;
    return {
      component,
      release: release === null ? null : { id: release.id, slug: release.slug, hasComponent },
      named: await peopleNamed(tx, manifest),
    };
  },
  // A registration decides nothing, so it takes no right beside the token's scope.
  allow: (actor) =>
    actor.kind === "system"
      ? {
          allowed: false,
          rule: "people-only",
          reason: "A bundle is registered by a person or a machine.",
          whoMay: [],
        }
      : { allowed: true, rule: "scope bundles", role: null, grant: [] },
  run: async ({ tx, input: { manifest, component: key }, facts, actor, now }) => {
    const { component, release } = facts;
    if (release !== null && !release.hasComponent)
      throw fieldError(
        "/component",
        `${release.slug} does not release ${key}.`,
        "a component of the release",
      );
    if (component === null) throw notFound("component");
    if (manifest.component !== key)
      throw fieldError("/component", `The manifest is about ${manifest.component}.`, key);
    const { by, authors, unknownAuthors } = authorship(actor, manifest, facts);
    const digest = bundleDigest(manifest);
    const isNew = await addBundle(tx, { digest, componentId: component.id, manifest });
    const registrationId = await addRegistration(tx, {
      digest,
      by,
      authors: authors.map(({ id }) => id),
      unknownAuthors,
      now,
    });
    const version = manifest.version;
    return {
      value: {
        digest,
        component: key,
        version,
        isNew,
        unknownAuthors,
        authors: authors.map(({ name, email }) => ({
          name,
          email,
        })),
      },
      entries: [
        bundleRegistered({
          registrationId,
          digest,
          component,
          version,
          isNew,
          unknownAuthors,
          releaseId: release?.id,
          authors: authors.map(({ id }) => id),
        }),
      ],
    };
  },
});

async function peopleNamed(tx: Tx, manifest: Manifest): Promise<Facts["named"]> {
  const emails = (manifest.provenance?.authors ?? []).map(emailKey);
  if (emails.length === 0) return [];
  return tx.person.findMany({
    where: { email: { in: emails } },
    select: { id: true, name: true, email: true },
    orderBy: { email: "asc" },
  });
}

/** Who made it: the person who uploads it, or the people whom a machine's manifest names. */
function authorship(actor: Actor, manifest: Manifest, { named }: Facts) {
  switch (actor.kind) {
    case "system":
      throw new AppError("people-only", "A bundle is registered by a person or a machine.");
    case "person": {
      const { id, name, email } = actor;
      return { by: { personId: id }, authors: [{ id, name, email }], unknownAuthors: [] };
    }
    case "machine": {
      const addresses = manifest.provenance?.authors;
      if (addresses === undefined)
        throw fieldError(
          "/provenance/authors",
          "A machine says who wrote what it uploads.",
          "a list of e-mail addresses, which may be empty",
        );
      const known = new Set(named.map(({ email }) => email));
      const unknownAuthors = addresses.filter((address) => !known.has(emailKey(address)));
      return { by: { machineId: actor.id }, authors: named, unknownAuthors };
    }
  }
}
