import { afterAll, beforeAll, expect, it } from "vitest";
import { disablePerson } from "@/lib/identity/disable-person";
import { enablePerson } from "@/lib/identity/enable-person";
import { placeHold } from "@/lib/releases/place-hold";
import { testDatabase } from "@/lib/testing/database";
import { makeRelease, sampleOrganisation, type SampleRelease } from "@/lib/testing/release";
import { makeWorld, type World } from "@/lib/testing/world";
import { castVote } from "./cast-vote";
import { portfolio } from "./portfolio-queries";
import { getGate } from "./queries";
import { projectNow, refreshProjections } from "./refresh-projections";
import { waiveRequirement } from "./waive-requirement";

let world: World;
let release: SampleRelease;

beforeAll(async () => {
  world = await makeWorld((await testDatabase()).url);
  await sampleOrganisation(world);
  release = await makeRelease(world, { slug: "projected" });
});
afterAll(() => world.close());

/** A small generator with a seed, so that a failure can be repeated. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

async function kept() {
  const actor = await world.actor("cora");
  const now = world.clock.now();
  const asked = { actor, now, today: now.toISOString().slice(0, 10), filter: {}, sort: "target" as const };
  const { rows } = await portfolio(world.kernel.db.prisma, asked);
  const row = rows.find((each) => each.slug === release.slug);
  if (row === undefined) throw new Error("the release is not listed");
  expect(row.isRefreshing).toBe(false);
  return { id: row.id, summary: row.summary, status: row.status, waitingPeople: row.waitingPeople };
}

it("keeps for lists what the function answers, over a random history and a clock that jumps", async () => {
  const next = random(20_261_122);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(next() * items.length)] as T;
  const disabled = new Set<string>();
  for (let step = 0; step < 60; step++) {
    const act = pick(["vote", "vote", "vote", "waive", "disable", "clock", "clock", "refresh", "hold"]);
    await play(act).catch((error: unknown) => {
      // Refusals are part of a random history; anything else is not.
      if (!(error instanceof Error) || error.name !== "AppError") throw error;
    });
    const { id, ...listed } = await kept();
    const computed = await projectNow(world.kernel.db.prisma, id, world.clock.now());
    const { summary, status, waitingPeople } = computed;
    expect({ step, act, ...listed }).toEqual({ step, act, summary, status, waitingPeople });
  }

  async function play(act: string): Promise<void> {
    const voter = pick([
      ["ed", "engineer"],
      ["eve", "engineer"],
      ["rita", "reviewer"],
      ["rob", "reviewer"],
    ] as const);
    switch (act) {
      case "vote": {
        const actor = await world.actor(voter[0]);
        const gate = await getGate(world.kernel.db.prisma, {
          slug: release.slug,
          gate: release.gate,
          actor,
          now: world.clock.now(),
        });
        const vote = pick(["approve", "approve", "needs-work", "withdraw"] as const);
        const input = {
          release: release.slug,
          gate: release.gate,
          requirement: release.requirement,
          role: voter[1],
          vote,
          subjectDigest: gate.requirements[0]?.subjectDigest ?? "",
          reason: "random",
        };
        return void (await castVote.execute(world.kernel, input, world.call(actor)));
      }
      case "waive": {
        const expiresAt = new Date(
          world.clock.now().getTime() + Math.floor(next() * 5 * 3_600_000) + 1_000,
        ).toISOString();
        const input = {
          release: release.slug,
          gate: release.gate,
          requirement: release.requirement,
          reason: "random",
          expiresAt,
          owner: world.emailOf("rita"),
        };
        return void (await waiveRequirement.execute(
          world.kernel,
          input,
          world.call(await world.actor("sid")),
        ));
      }
      case "disable": {
        const [name] = voter;
        const command = disabled.has(name) ? enablePerson : disablePerson;
        if (!disabled.delete(name)) disabled.add(name);
        return void (await command.execute(
          world.kernel,
          { person: world.emailOf(name) },
          world.call(await world.actor("ada")),
        ));
      }
      case "clock":
        return world.clock.shift(Math.floor((next() - 0.2) * 4 * 3_600_000));
      case "refresh":
        return void (await refreshProjections(world.kernel));
      case "hold":
        return void (await placeHold.execute(
          world.kernel,
          { release: release.slug, reason: "random" },
          world.call(await world.actor("cora")),
        ));
    }
  }
});
