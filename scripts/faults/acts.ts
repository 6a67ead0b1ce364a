import { getGate } from "@/lib/gates/queries";
import { newId } from "@/lib/platform/ids";
import type { Dice } from "@/lib/testing/search/random";
import type { SampleRelease } from "@/lib/testing/release";
import { makeWorld } from "@/lib/testing/world";

/** A change, as one request of the public API. */
export interface Act {
  /** Request id, idempotency key and text that the effect can be found by. */
  id: string;
  kind: ActKind;
  method: "POST" | "PUT";
  path: string;
  token: string;
  body: unknown;
}
export const actKinds = ["comment", "sign", "hold", "plan", "person"] as const;
export type ActKind = (typeof actKinds)[number];

/** Where a client acts: a release of its own, or one that it shares. */
export interface Place extends SampleRelease {
  subjectDigest: string;
}

export interface Scene {
  places: Place[];
  tokens: Record<"ed" | "rita" | "cora" | "ada", string>;
}

/** Fills an empty workspace with people and releases to act on. */
export async function makeScene(databaseUrl: string, releases: number): Promise<Scene> {
  const world = await makeWorld(databaseUrl);
  const places: Place[] = [];
  for (let n = 0; n < releases; n += 1) {
    const release = await world.release({ slug: `r-${n}` });
    const asked = { slug: release.slug, gate: release.gate, actor: world.system, now: world.clock.now() };
    const gate = await getGate(world.kernel.db.prisma, asked);
    places.push({ ...release, subjectDigest: gate.requirements[0]?.subjectDigest ?? "" });
  }
  const tokens = {
    ed: await world.tokenOf("ed"),
    rita: await world.tokenOf("rita"),
    cora: await world.tokenOf("cora"),
    ada: await world.tokenOf("ada"),
  };
  await world.close();
  return { places, tokens };
}

/** The next act at a place. Plans are written by one client of a place alone, so that none writes between two tries of another. */
export function nextAct(
  { tokens }: Scene,
  { place, dice, mayPlan }: { place: Place; dice: Dice; mayPlan: boolean },
): Act {
  const id = newId();
  const kind = dice.one(mayPlan ? actKinds : actKinds.filter((each) => each !== "plan"));
  const release = `/releases/${place.slug}`;
  const votes = `${release}/gates/${place.gate}/votes`;
  const vote = { requirement: place.requirement, subjectDigest: place.subjectDigest, reason: id };
  const requests: Record<ActKind, Pick<Act, "method" | "path" | "token" | "body">> = {
    comment: {
      method: "POST",
      path: votes,
      token: tokens.ed,
      body: { ...vote, role: "engineer", vote: "comment" },
    },
    sign: {
      method: "POST",
      path: votes,
      token: tokens.rita,
      body: { ...vote, role: "reviewer", vote: dice.chance(0.6) ? "approve" : "withdraw" },
    },
    hold: { method: "POST", path: `${release}/holds`, token: tokens.cora, body: { reason: id } },
    plan: { method: "PUT", path: `${release}/plan`, token: tokens.cora, body: { rollout: id } },
    person: {
      method: "POST",
      path: "/people",
      token: tokens.ada,
      body: { name: id, email: `${id}@example.org` },
    },
  };
  return { id, kind, ...requests[kind] };
}
