import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { parse } from "yaml";
import type { Actor } from "@/lib/identity/actor";
import { findActor } from "@/lib/identity/find-actor";
import { connect, type Db } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { testDatabase } from "@/lib/testing/database";
import { type Act, anyAct, type Scene } from "@/lib/testing/search/acts";
import {
  entryFaults,
  fingerprint,
  poolPlaces,
  type Slow,
  slotFaults,
  voteFaults,
} from "@/lib/testing/search/invariants";
import { type Dice, dice } from "@/lib/testing/search/random";
import { makeWorld, type World } from "@/lib/testing/world";

/** `SEARCH_STEPS=20000 SEARCH_SEED=7` looks longer, elsewhere. */
const steps = Number(process.env["SEARCH_STEPS"] ?? 320);
const seed = Number(process.env["SEARCH_SEED"] ?? 3);

let world: World;
let watch: Db;
let slow: Slow;
let scene: Scene;
let machine: Actor | null = null;

beforeAll(async () => {
  const { url } = await testDatabase();
  world = await makeWorld(url);
  watch = connect(url, { role: null, max: 2 });
  slow = { pool: watch.pool, world };
  const releases = [await world.release({ slug: "one" }), await world.release({ slug: "two" })];
  for (const name of ["dee", "max"]) await world.person(name);
  await world.team("signers", [{ name: "dee", lead: true }, { name: "max" }]);
  const token = await world.machine("pipeline", "owners", ["read", "bundles", "checks:*"], "lea");
  machine = await findActor(world.kernel, {
    authorization: `Bearer ${token}`,
    session: null,
    address: "192.0.2.9",
  });
  const people = ["cora", "cy", "ed", "eve", "rita", "rob", "sid", "lea", "mia", "ada", "ola", "dee", "max"];
  const plan = parse(
    readFileSync(new URL("../releases/fixtures/rollback-plan.yaml", import.meta.url), "utf8"),
  ) as Record<string, unknown>;
  scene = {
    world,
    releases,
    people,
    roles: ["release-champion", "engineer", "reviewer", "security"],
    teams: ["owners", "signers"],
    rollbackPlan: plan,
  };
});
afterAll(async () => {
  await watch.close();
  await world.close();
});

/** Somebody, as whoever holds their credential is known; those with more to decide come more often. */
async function anyCaller(act: Act, d: Dice): Promise<Actor> {
  if (act.by !== undefined && act.by.length > 0 && d.chance(act.usually ?? 0.6))
    return world.actor(d.one(act.by));
  if (d.chance(0.04) && machine !== null) return machine;
  if (d.chance(0.03)) return { kind: "system", job: "worker" };
  return world.actor(d.one([...scene.people, "cora", "cora", "cy", "ed", "eve", "rita", "rob", "dee"]));
}

interface Step {
  act: Act;
  caller: Actor;
  end: string;
}

async function take(act: Act, caller: Actor): Promise<Step> {
  try {
    await act.command.execute(world.kernel, act.input as never, world.call(caller));
    return { act, caller, end: "done" };
  } catch (error) {
    if (error instanceof AppError && error.code !== "internal") return { act, caller, end: error.code };
    throw error;
  }
}

const told = ({ act, caller, end }: Step): string =>
  `${caller.kind === "person" ? caller.name : caller.kind}: ${act.command.name} ${JSON.stringify(act.input).slice(0, 300)} → ${end}`;

it(
  `finds no way around the rules in ${steps} steps from seed ${seed}`,
  async () => {
    const d = dice(seed);
    const trail: string[] = [];
    const ends = new Map<string, number>();
    let before = await fingerprint(slow);
    let places = await poolPlaces(slow);
    let lastVote = 0;
    let { last } = await entryFaults(slow, { after: 0, actor: null });
    let filled = await Promise.all(scene.releases.map((release) => slotFaults(slow, release)));
    for (let n = 0; n < steps; n += 1) {
      const act = await anyAct(scene, d);
      const step = await take(act, await anyCaller(act, d));
      trail.push(told(step));
      ends.set(
        `${step.act.command.name} ${step.end === "done" ? "done" : "refused"}`,
        (ends.get(`${step.act.command.name} ${step.end === "done" ? "done" : "refused"}`) ?? 0) + 1,
      );
      const faults: string[] = [];
      const after = await fingerprint(slow);
      const isDone = step.end === "done";
      if (after.state !== before.state && after.entries === before.entries)
        faults.push("something changed without an entry");
      if (!isDone && (after.state !== before.state || after.entries !== before.entries))
        faults.push("refused, but something changed");
      if (isDone && after.entries === before.entries) faults.push("done, but without an entry");
      const actorId = step.caller.kind === "system" ? null : step.caller.id;
      const entries = await entryFaults(slow, { after: last, actor: actorId });
      const votes = await voteFaults(slow, { after: lastVote, actor: actorId });
      faults.push(...entries.faults, ...votes.faults);
      const placesNow = isDone ? await poolPlaces(slow) : places;
      for (const place of placesNow)
        if (!places.has(place) && place.endsWith(` ${actorId}`))
          faults.push(`brought themselves into the pool of ${place}`);
      const filledNow = isDone
        ? await Promise.all(scene.releases.map((release) => slotFaults(slow, release)))
        : filled;
      faults.push(...filledNow.flatMap((each) => each.faults));
      const advances = isDone && step.act.command.name === "stage.advance";
      const release = scene.releases.findIndex(({ slug }) => slug === step.act.input["release"]);
      if (
        advances &&
        filled[release]?.isFilled !== true &&
        !(await isWaived(String(step.act.input["release"])))
      )
        faults.push("advanced with an open slot");
      expect(faults, `at step ${n}:\n${trail.slice(-25).join("\n")}`).toEqual([]);
      before = after;
      places = placesNow;
      filled = filledNow;
      ({ last } = entries);
      ({ lastVote } = votes);
    }
    // A search in which nothing succeeds finds nothing.
    for (const name of ["requirement.sign", "candidate.set", "pool.change", "role.assign", "stage.advance"])
      expect(ends.get(`${name} done`) ?? 0, `${name}: ${JSON.stringify([...ends])}`).toBeGreaterThan(0);
  },
  Math.max(120_000, steps * 500),
);

async function isWaived(slug: string): Promise<boolean> {
  const { rows } = await watch.pool.query(
    "SELECT FROM waivers w JOIN releases r ON r.id = w.release_id WHERE r.slug = $1 AND w.at <= now() + interval '1 day'",
    [slug],
  );
  return rows.length > 0;
}
