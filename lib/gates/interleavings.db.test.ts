import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { disablePerson } from "@/lib/identity/disable-person";
import type { Kernel } from "@/lib/platform/command";
import { AppError } from "@/lib/platform/errors";
import { changePool } from "@/lib/policy/change-pool";
import { assignRoles } from "@/lib/releases/assign-roles";
import { placeHold } from "@/lib/releases/place-hold";
import { setCandidate } from "@/lib/releases/set-candidate";
import { liftOrganisationHold } from "@/lib/rollouts/lift-organisation-hold";
import { placeOrganisationHold } from "@/lib/rollouts/place-organisation-hold";
import { setFreeze } from "@/lib/rollouts/set-freeze";
import { testDatabase } from "@/lib/testing/database";
import { entriesOf } from "@/lib/testing/ledger-entries";
import { type Interleaved, interleaver, withoutLocks } from "@/lib/testing/interleave";
import type { SampleRelease } from "@/lib/testing/release";
import { advanced, releaseActs, stays } from "@/lib/testing/release-acts";
import { makeWorld, type World } from "@/lib/testing/world";

let world: World;
let url = "";
let made = 0;
const interleave = interleaver(() => url);

beforeAll(async () => {
  ({ url } = await testDatabase());
  world = await makeWorld(url);
});
afterAll(() => world.close());

/** With the product's locks, and with none: what then goes wrong shows that the lock is what prevents it. */
const both = [
  { locks: "locked", kernelOf: (): Kernel => world.kernel },
  { locks: "without locks", kernelOf: (): Kernel => withoutLocks(world.kernel) },
] as const;

const newRelease = (): Promise<SampleRelease> => world.release({ slug: `race-${(made += 1)}` });
const { gateOf, signing, sign, advancing, courseOf, entriesOn } = releaseActs(() => world);

async function readyRelease(): Promise<SampleRelease> {
  const release = await newRelease();
  await sign(release, "ed", "engineer");
  await sign(release, "rita", "reviewer");
  return release;
}

const passes = { status: "fulfilled" };
const refused = (code: string) => ({
  status: "rejected",
  reason: expect.objectContaining({ name: "AppError", code }),
});
const waited = (outcome: Interleaved) => outcome.secondWaited;

/** What stops an advance, and how an advance is then refused. */
const stops: {
  name: string;
  code: string;
  prepare: (release: SampleRelease) => Promise<(kernel: Kernel) => Promise<unknown>>;
  entry: string;
  /** About no release. */
  ofAll?: boolean;
}[] = [
  {
    name: "a veto",
    code: "gate-not-ready",
    prepare: async (release) => signing(release, { by: "sid", role: "security", vote: "reject" }),
    entry: "vote.cast",
  },
  {
    name: "a signer's role being revoked",
    code: "gate-not-ready",
    prepare: async (release) => {
      const cora = world.call(await world.actor("cora"));
      return (kernel) =>
        assignRoles.execute(
          kernel,
          { release: release.slug, roles: { reviewer: [world.emailOf("rob")] } },
          cora,
        );
    },
    entry: "roles.assigned",
  },
  {
    name: "a signer being disabled",
    code: "gate-not-ready",
    prepare: async (release) => {
      await signedBySomebodyNew(release);
      const ada = world.call(await world.actor("ada"));
      return (kernel) => disablePerson.execute(kernel, { person: world.emailOf(`new-${release.slug}`) }, ada);
    },
    entry: "person.disabled",
  },
  {
    name: "a hold",
    code: "on-hold",
    prepare: async (release) => {
      const cy = world.call(await world.actor("cy"));
      return (kernel) =>
        placeHold.execute(kernel, { release: release.slug, reason: "Something smells." }, cy);
    },
    entry: "hold.placed",
  },
  {
    name: "a hold of the organisation",
    code: "on-hold",
    prepare: async () => {
      const cy = world.call(await world.actor("cy"));
      return (kernel) => placeOrganisationHold.execute(kernel, { reason: "An incident." }, cy);
    },
    entry: "hold.placed",
    ofAll: true,
  },
  {
    name: "a freeze being set",
    code: "frozen",
    prepare: async (release) => {
      const cy = world.call(await world.actor("cy"));
      const now = world.clock.now().getTime();
      const once = { from: new Date(now).toISOString(), until: new Date(now + 3_600_000).toISOString() };
      const window = { title: "Now", reason: "Nobody is here.", component: release.component, once };
      return (kernel) => setFreeze.execute(kernel, window, cy);
    },
    entry: "freeze.set",
    ofAll: true,
  },
];

afterEach(async () => {
  const { prisma } = world.kernel.db;
  const cora = world.call(await world.actor("cora"));
  for (const { id } of await prisma.hold.findMany({ where: { releaseId: null, validTo: null } }))
    await liftOrganisationHold.execute(world.kernel, { hold: id, reason: "It is over." }, cora);
});

/** Makes the gate depend on somebody whom no other test needs. */
async function signedBySomebodyNew(release: SampleRelease): Promise<void> {
  const name = `new-${release.slug}`;
  await world.person(name);
  const cora = world.call(await world.actor("cora"));
  const { pool } = await world.kernel.db.prisma.role.findUniqueOrThrow({
    where: { key: "engineer" },
    include: { pool: { where: { validTo: null } } },
  });
  const people = await world.kernel.db.prisma.person.findMany({
    where: { id: { in: pool.flatMap(({ personId }) => personId ?? []) } },
  });
  await changePool.execute(
    world.kernel,
    { role: "engineer", pool: [...people.map(({ email }) => email), world.emailOf(name)] },
    cora,
  );
  await assignRoles.execute(
    world.kernel,
    { release: release.slug, roles: { engineer: [world.emailOf(name)] } },
    cora,
  );
  await sign(release, name, "engineer");
}

describe("two people who fill the last slot at once", () => {
  for (const [one, other] of [
    ["rita", "rob"],
    ["rob", "rita"],
  ] as const) {
    for (const { locks, kernelOf } of both) {
      it(`${locks}, ${one} first`, async () => {
        const release = await newRelease();
        await sign(release, "ed", "engineer");
        const first = await signing(release, { by: one, role: "reviewer" });
        const second = await signing(release, { by: other, role: "reviewer" });
        const outcome = await interleave(kernelOf(), { first, second });
        expect(outcome).toMatchObject({ first: passes, second: passes });
        const casts = (await entriesOn(release, "vote.cast"))
          .slice(1)
          .map(({ payload }) => [payload["statusBefore"], payload["statusAfter"]]);
        if (locks === "without locks") {
          // Both claim to have filled it.
          expect(casts).toEqual([
            ["open", "satisfied"],
            ["open", "satisfied"],
          ]);
          return;
        }
        expect(waited(outcome)).toBe(true);
        expect(casts).toEqual([
          ["open", "satisfied"],
          ["satisfied", "satisfied"],
        ]);
        const gate = await gateOf(release);
        expect(gate.status).toBe("ready");
        const standing = gate.requirements[0]?.votes.filter(
          ({ role, state }) => role === "reviewer" && state === "current",
        );
        expect(standing?.map(({ person }) => person.name).sort()).toEqual(["rita", "rob"]);
        const advance = await advancing(release);
        await advance(world.kernel);
        await expect(advance(world.kernel)).rejects.toMatchObject({ code: "conflict" });
        expect(await courseOf(release)).toEqual(advanced);
      });
    }
  }
});

for (const { name, code, prepare, entry } of stops) {
  describe(`an advance against ${name}`, () => {
    for (const { locks, kernelOf } of both) {
      it(`${locks}, ${name} first`, async () => {
        const release = await readyRelease();
        const stop = await prepare(release);
        const outcome = await interleave(kernelOf(), { first: stop, second: await advancing(release) });
        if (locks === "without locks") {
          // It went on with what had just been stopped.
          expect(outcome).toMatchObject({ first: passes, second: passes, secondWaited: false });
          expect(await courseOf(release)).toEqual(advanced);
          return;
        }
        expect(outcome).toMatchObject({ first: passes, second: refused(code), secondWaited: true });
        expect(await courseOf(release)).toEqual(stays);
        expect(await stopEntries(release, entry)).toBeGreaterThan(0);
      });

      it(`${locks}, the advance first`, async () => {
        const release = await readyRelease();
        const stop = await prepare(release);
        const before = await stopEntries(release, entry);
        const outcome = await interleave(kernelOf(), { first: await advancing(release), second: stop });
        expect(outcome).toMatchObject({ first: passes, second: passes });
        expect(await courseOf(release)).toEqual(advanced);
        expect(await stopEntries(release, entry)).toBe(before + 1);
        // Without locks it was in force before the advance committed, which passed nevertheless.
        expect(waited(outcome)).toBe(locks === "locked");
        if (entry !== "vote.cast") return;
        const veto = (await entriesOn(release, entry)).at(-1);
        expect(veto?.payload["evidence"]).toMatchObject({
          gate: { before: locks === "locked" ? "passed" : "ready" },
        });
      });
    }
  });
}

async function stopEntries(release: SampleRelease, type: string): Promise<number> {
  if (stops.some(({ entry, ofAll }) => entry === type && ofAll === true))
    return (await entriesOf(world.kernel, { type })).length;
  if (type !== "person.disabled") return (await entriesOn(release, type)).length;
  const { id } = await world.kernel.db.prisma.person.findUniqueOrThrow({
    where: { email: world.emailOf(`new-${release.slug}`) },
  });
  return (await entriesOf(world.kernel, { type })).filter(({ subjects }) => subjects["person"] === id).length;
}

describe("a new candidate against a signature", () => {
  async function prepare() {
    const release = await newRelease();
    await sign(release, "ed", "engineer");
    const digest = await world.bundle(release.component, { code: "c1", "model-weights": "w2" }, "lea");
    const cora = world.call(await world.actor("cora"));
    const replace = (kernel: Kernel) =>
      setCandidate.execute(kernel, { release: release.slug, component: release.component, digest }, cora);
    return {
      release,
      replace,
      signature: await signing(release, { by: "rita", role: "reviewer" }),
    };
  }

  for (const { locks, kernelOf } of both) {
    it(`${locks}, the candidate first`, async () => {
      const { release, replace, signature } = await prepare();
      const outcome = await interleave(kernelOf(), { first: replace, second: signature });
      const casts = await entriesOn(release, "vote.cast");
      if (locks === "without locks") {
        // Signed what is no longer there, and was told that this filled the slots.
        expect(outcome).toMatchObject({
          first: passes,
          second: { ...passes, value: { status: "satisfied" } },
        });
        expect((await gateOf(release)).status).toBe("stale");
        return;
      }
      expect(outcome).toMatchObject({
        first: passes,
        second: refused("subject-changed"),
        secondWaited: true,
      });
      expect(casts).toHaveLength(1);
    });

    it(`${locks}, the signature first`, async () => {
      const { release, replace, signature } = await prepare();
      const outcome = await interleave(kernelOf(), { first: signature, second: replace });
      expect(outcome).toMatchObject({ first: { ...passes, value: { status: "satisfied" } }, second: passes });
      expect((await gateOf(release)).status).toBe("stale");
      expect(await entriesOn(release, "vote.cast")).toHaveLength(2);
      // Without locks the signature was accepted after the content had been replaced.
      expect(waited(outcome)).toBe(locks === "locked");
    });
  }
});

describe("two advances at once", () => {
  for (const [one, other] of [
    ["cora", "cy"],
    ["cy", "cora"],
  ] as const) {
    for (const { locks, kernelOf } of both) {
      it(`${locks}, ${one} first`, async () => {
        const release = await readyRelease();
        const outcome = await interleave(kernelOf(), {
          first: await advancing(release, one),
          second: await advancing(release, other),
        });
        expect(outcome.first.status).toBe("fulfilled");
        expect(await courseOf(release)).toEqual(advanced);
        if (locks === "locked")
          return expect(outcome).toMatchObject({ second: refused("conflict"), secondWaited: true });
        // The rule let it pass; only a constraint of the database stopped it.
        expect(outcome.second.status === "rejected" && outcome.second.reason instanceof AppError).toBe(false);
        expect(outcome.second.status).toBe("rejected");
      });
    }
  }
});
