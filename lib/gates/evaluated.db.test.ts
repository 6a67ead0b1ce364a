import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { parse } from "yaml";
import type { Actor } from "@/lib/identity/actor";
import { connect, type Db } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { getReleaseView, releaseViewOf } from "@/lib/releases/page-queries";
import { testDatabase } from "@/lib/testing/database";
import { anyAct, type Scene } from "@/lib/testing/search/acts";
import { dice } from "@/lib/testing/search/random";
import { makeWorld, type World } from "@/lib/testing/world";
import { evaluatedAnew, evaluatedRelease } from "./evaluated";
import { inboxOf, itemsIn } from "./inbox-queries";
import { nextClockReading } from "./waiting-clocks";
import { waiveRequirement } from "./waive-requirement";

let world: World;
/** Another process's connections: what is written there is written past this one. */
let elsewhere: Db;
let scene: Scene;

beforeAll(async () => {
  const { url } = await testDatabase();
  world = await makeWorld(url);
  elsewhere = connect(url, { max: 2 });
  const open = await world.release({ slug: "open" });
  const closed = await world.release({ slug: "closed", restrictedTo: ["mia"] });
  for (const name of ["dee", "max"]) await world.person(name);
  await world.team("signers", [{ name: "dee", lead: true }, { name: "max" }]);
  const plan = readFileSync(new URL("../releases/fixtures/rollback-plan.yaml", import.meta.url), "utf8");
  scene = {
    world: { ...world, kernel: { ...world.kernel, db: elsewhere } },
    releases: [open, closed],
    people: ["cora", "cy", "ed", "eve", "rita", "rob", "sid", "lea", "mia", "ada", "ola", "dee", "max"],
    roles: ["release-champion", "engineer", "reviewer", "security"],
    teams: ["owners", "signers"],
    rollbackPlan: parse(plan) as Record<string, unknown>,
  };
});
afterAll(async () => {
  await elsewhere.close();
  await world.close();
});

/** The answer, or the code of the refusal. */
const answer = <T>(asked: Promise<T>): Promise<T | string> =>
  asked.catch((error: unknown) => {
    if (error instanceof AppError) return error.code;
    throw error;
  });

const kept = (slug: string, actor: Actor, now: Date) =>
  answer(getReleaseView(world.kernel.db.prisma, { slug, actor, now }));

const anew = (slug: string, actor: Actor, now: Date) =>
  answer(
    evaluatedAnew(elsewhere.prisma, { slug, actor, now }).then((evaluated) =>
      releaseViewOf(elsewhere.prisma, evaluated, actor),
    ),
  );

it("does not keep an answer past the moment at which time alone changes it, nor before the one it was made at", async () => {
  const [sid, cora] = [await world.actor("sid"), await world.actor("cora")];
  const { slug, gate, requirement } = await world.release({ slug: "waived" });
  // Clocks of what waits are read anew each quarter of an hour.
  const now = nextClockReading(world.clock.now().getTime());
  world.clock.set(new Date(now));
  const expiresAt = new Date(now + 600_000).toISOString();
  const input = {
    release: slug,
    gate,
    requirement,
    reason: "Until then.",
    expiresAt,
    owner: "ed@example.org",
  };
  await waiveRequirement.execute(world.kernel, input, world.call(sid));
  const at = (ms: number) =>
    evaluatedRelease(world.kernel.db.prisma, { slug, actor: cora, now: new Date(now + ms) });
  const first = await at(60_000);
  expect(first.states[0]?.requirements[0]?.status).toBe("waived");
  expect(await at(599_999)).toBe(first);
  expect(await at(59_999)).not.toBe(first);
  expect((await at(600_000)).states[0]?.requirements[0]?.status).toBe("open");
});

it("shows each reader what is computed anew, over a random history written elsewhere and a clock that jumps", async () => {
  const d = dice(20_261_125);
  let again = 0;
  let hidden = 0;
  for (let step = 0; step < 70; step += 1) {
    if (d.chance(0.3)) world.clock.shift((d.below(100) - 25) * 6 * 60_000);
    else {
      const act = await anyAct(scene, d);
      const by = await world.actor(d.one(act.by !== undefined && act.by.length > 0 ? act.by : scene.people));
      // Refusals are part of a random history; anything else is not.
      await answer(act.command.execute(scene.world.kernel, act.input as never, world.call(by)));
    }
    for (const name of new Set(["cora", "mia", d.one(scene.people), d.one(scene.people)])) {
      const actor = await world.actor(name);
      const { slug } = d.one(scene.releases);
      const now = world.clock.now();
      const shown = await kept(slug, actor, now);
      expect({ step, name, slug, shown }).toEqual({ step, name, slug, shown: await anew(slug, actor, now) });
      again += (await kept(slug, actor, now)) === shown ? 1 : 0;
      hidden += shown === "not-found" ? 1 : 0;
      const { items: mine } = await inboxOf(world.kernel.db.prisma, { actor, now });
      for (const { slug: each } of scene.releases) {
        const fresh = await answer(evaluatedAnew(elsewhere.prisma, { slug: each, actor, now }));
        const items = typeof fresh === "string" ? [] : await itemsIn(elsewhere.prisma, fresh, actor.id);
        const state = typeof fresh === "string" ? null : fresh.loaded.authority.version.state;
        expect(mine.filter(({ release }) => release.slug === each)).toEqual(state === "active" ? items : []);
      }
    }
  }
  // It must have been kept, and the restricted release kept from somebody, for this to say anything.
  expect(again).toBeGreaterThan(100);
  expect(hidden).toBeGreaterThan(10);
}, 240_000);
