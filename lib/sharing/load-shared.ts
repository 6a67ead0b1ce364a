import type { Actor } from "@/lib/identity/actor";
import { type Reader, readRows } from "@/lib/platform/db";
import { fieldError } from "@/lib/platform/errors";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { holdersOf, toParty } from "@/lib/policy/can";
import type { Party } from "@/lib/policy/model";
import { loadAuthority, loadRelease, type ReleaseAsked } from "@/lib/releases/authority";
import { championRole } from "@/lib/releases/model";
import type { Shared } from "./share-rules";

export interface LoadedShared {
  shared: Shared;
  /** Id. */
  release: string | null;
  component: { id: string; key: string } | null;
}

/** What somebody shares, as they see it; a release that they do not see is not found. */
export async function loadShared(
  db: Reader,
  {
    release,
    component,
    actor,
    now,
  }: {
    release: { slug: string } | { releaseId: string } | null;
    component: string | null;
    actor: Actor;
    now: Date;
  },
): Promise<LoadedShared> {
  if (release !== null) {
    const asked = { ...release, actor, now };
    const found = (await loadRelease(db, asked)).release;
    const champions = await championsOf(db, asked);
    return {
      shared: { scope: "release", restricted: found.restricted, champions },
      release: found.id,
      component: null,
    };
  }
  if (component === null) return { shared: { scope: "status" }, release: null, component: null };
  const [found] = await readRows<{ id: string; key: string }>(
    db,
    Prisma.sql`SELECT id::text AS id, key FROM components WHERE key = ${component}`,
  );
  if (found === undefined)
    throw fieldError("/component", `There is no component ${component}.`, "the key of a component");
  return { shared: { scope: "component" }, release: null, component: found };
}

/** Who drives a release now. */
export async function championsOf(db: Reader, asked: ReleaseAsked): Promise<Party[]> {
  const { holdings, people, now } = await loadAuthority(db, asked);
  return holdersOf({ role: championRole, holdings, people, now: now.getTime() }).map(toParty);
}
