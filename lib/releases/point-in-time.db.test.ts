import type { z } from "zod";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { changeComponent } from "@/lib/catalogue/change-component";
import { nameLive } from "@/lib/catalogue/name-live";
import { addTeamMember } from "@/lib/identity/add-team-member";
import { removeTeamMember } from "@/lib/identity/remove-team-member";
import type { Command, Kernel } from "@/lib/platform/command";
import { AppError } from "@/lib/platform/errors";
import { testDatabase } from "@/lib/testing/database";
import { releaseBody, templateDocument } from "@/lib/testing/release-documents";
import { makeReleaseWorld, type ReleaseWorld } from "@/lib/testing/release-world";
import { advanceStage } from "./advance-stage";
import type { ReleaseDetail } from "./answers";
import { assignRoles } from "./assign-roles";
import { loadRelease } from "./authority";
import { cancelRelease } from "./cancel-release";
import { changePlan } from "./change-plan";
import { createRelease } from "./create-release";
import { liftHold } from "./lift-hold";
import { placeHold } from "./place-hold";
import { getRelease, getReleaseAt } from "./queries";
import { reopenStage } from "./reopen-stage";
import { CreateRelease } from "./schemas";
import { setCandidate } from "./set-candidate";
import { startRelease } from "./start-release";
import { replaceVersion } from "./store";

let world: ReleaseWorld;
let kernel: Kernel;
let time = Date.parse("2030-01-01T00:00:00Z");

beforeAll(async () => {
  world = await makeReleaseWorld((await testDatabase()).url);
  kernel = { ...world.kernel, clock: { now: () => new Date(time) } };
  const stages = ["one", "two", "three"].map((key) => ({ key, gates: [] }));
  await world.ok("keeper", "POST", "/templates", { ...templateDocument, key: "open-course", stages });
});
afterAll(() => world.close());

/** A small generator with a seed, so that a failure can be run again. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

interface History {
  slug: string;
  pick: <T>(items: readonly T[]) => T;
  bundles: string[];
}

type Act = (history: History) => Promise<unknown>;

async function run<Schema extends z.ZodType>(
  by: string,
  command: Command<Schema>,
  input: z.input<Schema>,
): Promise<unknown> {
  return command.execute(kernel, input, world.call(await world.actor(by)));
}

const stateOf = async (slug: string): Promise<ReleaseDetail> =>
  getRelease(kernel.db.prisma, { slug, actor: await world.actor("champ"), now: kernel.clock.now() });

const acts: Act[] = [
  ({ slug, pick, bundles }) =>
    run("champ", setCandidate, { release: slug, component: "silero-vad", digest: pick(bundles) }),
  ({ slug, pick }) =>
    run("champ", changePlan, { release: slug, document: { performance: pick(["fast", "faster", "slow"]) } }),
  ({ slug, pick }) =>
    run("champ", assignRoles, {
      release: slug,
      roles: {
        security: pick([["sec@example.org"], ["team:guards"], ["team:guards", "sec@example.org"], []]),
        "technical-lead": pick([
          ["team:speech"],
          ["lead@example.org", "champ@example.org"],
          ["champ@example.org"],
        ]),
      },
    }),
  ({ slug, pick }) =>
    run("champ", assignRoles, {
      release: slug,
      roles: {
        "release-champion": pick([["champ@example.org"], ["champ2@example.org", "champ@example.org"]]),
      },
    }),
  ({ slug, pick }) => run("champ", placeHold, { release: slug, reason: pick(["noise", "doubt"]) }),
  async ({ slug, pick }) => {
    const { holds } = await stateOf(slug);
    return holds.length === 0
      ? null
      : run("champ", liftHold, { release: slug, hold: pick(holds).id, reason: "fine" });
  },
  ({ slug }) => run("champ", startRelease, { release: slug }),
  async ({ slug }) =>
    run("champ", advanceStage, { release: slug, stage: (await stateOf(slug)).stage ?? "one" }),
  ({ slug, pick }) =>
    run("champ", reopenStage, { release: slug, stage: pick(["one", "two"]), reason: "again" }),
  ({ pick }) =>
    run("keeper", changeComponent, {
      key: "silero-vad",
      title: pick(["VAD", "Silero VAD"]),
      kind: "model",
      tier: pick([1, 2, 3]),
      owner: "speech",
    }),
  ({ pick, bundles }) =>
    run("keeper", nameLive, { key: "silero-vad", digest: pick(bundles), reason: "served" }),
  ({ pick }) =>
    pick([true, false])
      ? run("lead", addTeamMember, { team: "speech", email: "outsider@example.org" })
      : run("lead", removeTeamMember, { team: "speech", email: "outsider@example.org" }),
  // Exposure has no command yet; it is written as one would.
  ({ slug, pick }) =>
    kernel.db.prisma.$transaction(async (tx) => {
      const now = kernel.clock.now();
      const { release, version } = await loadRelease(tx, { slug, actor: await world.actor("champ"), now });
      await replaceVersion(tx, {
        releaseId: release.id,
        current: version,
        change: { exposurePercent: pick([0, 0, 5, 25]) },
        now,
      });
    }),
];

/** What was true of the release itself; what the reader may do now is no part of it. */
function recorded({ at: _at, abilities: _abilities, ...state }: ReleaseDetail): unknown {
  return state;
}

describe("a release at a past moment", () => {
  it.each([1, 2, 3, 4])("is what was recorded then, for the random history %i", async (seed) => {
    const next = random(seed);
    const pick = <T>(items: readonly T[]): T => items[Math.floor(next() * items.length)] as T;
    const bundles = await Promise.all(
      ["a", "b", "c"].map(async (code) => (await world.register("silero-vad", { code })).digest),
    );
    const slug = `history-${seed}`;
    const history: History = { slug, pick, bundles };
    await run(
      "champ",
      createRelease,
      CreateRelease.parse(releaseBody(slug, { template: { key: "open-course" } })),
    );
    const states: { at: number; state: unknown }[] = [{ at: time, state: recorded(await stateOf(slug)) }];
    let refusals = 0;
    for (let step = 0; step < 60; step += 1) {
      // Some acts fall into the same millisecond.
      time += next() < 0.15 ? 0 : 1 + Math.floor(next() * 3_600_000);
      try {
        await (step === 20 ? run("champ", startRelease, { release: slug }) : pick(acts)(history));
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        refusals += 1;
      }
      states.push({ at: time, state: recorded(await stateOf(slug)) });
    }
    time += 1;
    await run("champ", cancelRelease, { release: slug }).catch(() => undefined);
    states.push({ at: time, state: recorded(await stateOf(slug)) });
    time += 60_000;
    expect(refusals).toBeLessThan(50);
    expect(new Set(states.map(({ state }) => JSON.stringify(state))).size).toBeGreaterThan(15);

    const actor = await world.actor("champ");
    const begin = states[0]?.at ?? 0;
    const moments = [
      ...states.map(({ at }) => at),
      ...Array.from({ length: 60 }, () => begin + Math.floor(next() * (time - begin))),
    ];
    for (const moment of moments) {
      const asked = await getReleaseAt(kernel.db, {
        slug,
        actor,
        now: new Date(time),
        at: new Date(moment),
      });
      expect(recorded(asked), `at ${new Date(moment).toISOString()}`).toEqual(
        states.findLast(({ at }) => at <= moment)?.state,
      );
    }
    const before = getReleaseAt(kernel.db, {
      slug,
      actor,
      now: new Date(time),
      at: new Date(begin - 1),
    });
    await expect(before).rejects.toMatchObject({ code: "not-found" });
    const later = getReleaseAt(kernel.db, { slug, actor, now: new Date(time), at: new Date(time + 1) });
    await expect(later).rejects.toMatchObject({ code: "invalid-input" });
  });
});
