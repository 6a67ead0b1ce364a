import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { testDatabase } from "@/lib/testing/database";
import { makeWorld, type World } from "@/lib/testing/world";
import { command, type Kernel } from "./command";
import { AppError } from "./errors";
import { type LockPlan, takeLocks } from "./locks";

let world: World;

beforeAll(async () => {
  world = await makeWorld((await testDatabase()).url);
  await world.person("ada");
});
afterAll(() => world.close());

let ran = 0;

/** A command that does little: adds a team, or fails where it is told to. */
const addTeam = command({
  name: "test.add-team",
  input: z.strictObject({ key: z.string(), fail: z.enum(["after-write", "deadlock-twice"]).optional() }),
  scope: "organisation",
  locks: () => ({ organisation: "shared" }),
  load: async () => undefined,
  allow: (actor) =>
    actor.kind === "person"
      ? { allowed: true, rule: "test", role: null, grant: [] }
      : { allowed: false, rule: "people-only", reason: "Only people.", whoMay: [] },
  run: async ({ tx, input, now }) => {
    ran += 1;
    await tx.$executeRaw`INSERT INTO teams (id, key, title, created_at) VALUES (gen_random_uuid(), ${input.key}, 'x', ${now})`;
    if (input.fail === "after-write") throw new AppError("conflict", "on purpose");
    if (input.fail === "deadlock-twice" && ran < 3)
      await tx.$executeRawUnsafe("DO $$ BEGIN RAISE EXCEPTION 'lost' USING ERRCODE = '40P01'; END $$");
    return {
      value: { key: input.key, n: ran },
      entries: [
        { type: "team.added", version: 1, subjects: { team: input.key }, texts: { title: "A free text" } },
      ],
    };
  },
});

async function counts(key: string): Promise<{ teams: number; entries: number }> {
  const { prisma } = world.kernel.db;
  const entries = await prisma.ledgerEntry.findMany({ where: { type: "team.added" } });
  return {
    teams: await prisma.team.count({ where: { key } }),
    entries: entries.filter((entry) => Buffer.from(entry.bytes).toString().includes(`"team":"${key}"`))
      .length,
  };
}

describe("a command", () => {
  it("commits its effect and its entry together", async () => {
    await addTeam.execute(world.kernel, { key: "both" }, world.call(await world.actor("ada")));
    expect(await counts("both")).toEqual({ teams: 1, entries: 1 });
  });

  it("leaves neither where it fails after writing", async () => {
    await expect(
      addTeam.execute(
        world.kernel,
        { key: "neither", fail: "after-write" },
        world.call(await world.actor("ada")),
      ),
    ).rejects.toMatchObject({ code: "conflict" });
    expect(await counts("neither")).toEqual({ teams: 0, entries: 0 });
  });

  it("leaves no effect where its entry cannot be written", async () => {
    const broken: Kernel = { ...world.kernel, enqueue: () => Promise.reject(new Error("the disk is full")) };
    await expect(
      addTeam.execute(broken, { key: "no-entry" }, world.call(await world.actor("ada"))),
    ).rejects.toThrow("the disk is full");
    expect(await counts("no-entry")).toEqual({ teams: 0, entries: 0 });
  });

  it("is tried again when it loses against another transaction", async () => {
    ran = 0;
    const answer = await addTeam.execute(
      world.kernel,
      { key: "again", fail: "deadlock-twice" },
      world.call(await world.actor("ada")),
    );
    expect(answer.n).toBe(3);
    expect(await counts("again")).toEqual({ teams: 1, entries: 1 });
  });

  it("refuses a caller without a right, an unknown field and a missing caller, and writes nothing", async () => {
    const actor = await world.actor("ada");
    await expect(addTeam.execute(world.kernel, { key: "x" }, world.call(world.system))).rejects.toMatchObject(
      { code: "people-only" },
    );
    await expect(
      addTeam.execute(world.kernel, { key: "x", other: 1 } as never, world.call(actor)),
    ).rejects.toMatchObject({ code: "invalid-input" });
    await expect(
      addTeam.execute(world.kernel, { key: "x" }, { actor: null, requestId: "r" }),
    ).rejects.toMatchObject({ code: "not-signed-in" });
    const narrow = { ...actor, credential: { kind: "token" as const, id: actor.id, scopes: ["read"] } };
    await expect(addTeam.execute(world.kernel, { key: "x" }, world.call(narrow))).rejects.toMatchObject({
      code: "scope-missing",
    });
    expect(await counts("x")).toEqual({ teams: 0, entries: 0 });
  });

  it("keeps names and free text out of the entry, behind commitments", async () => {
    await addTeam.execute(world.kernel, { key: "hidden" }, world.call(await world.actor("ada")));
    const entry = await world.kernel.db.prisma.ledgerEntry.findFirstOrThrow({
      where: { type: "team.added" },
      orderBy: { ordinal: "desc" },
      include: { openings: true },
    });
    const text = Buffer.from(entry.bytes).toString();
    expect(text).not.toContain("A free text");
    expect(text).not.toContain("ada@example.org");
    expect(entry.openings.map((opening) => opening.path).sort()).toEqual(["actor", "title"]);
  });

  it("gives a repeated request the same answer and refuses the key for another", async () => {
    const call = { ...world.call(await world.actor("ada")), idempotencyKey: "k1" };
    const first = await addTeam.execute(world.kernel, { key: "once" }, call);
    expect(await addTeam.execute(world.kernel, { key: "once" }, call)).toEqual(first);
    await expect(addTeam.execute(world.kernel, { key: "other" }, call)).rejects.toMatchObject({
      code: "idempotency-key-reused",
    });
    expect(await counts("once")).toEqual({ teams: 1, entries: 1 });
  });

  it("answers two requests with one key at once with one effect", async () => {
    const call = { ...world.call(await world.actor("ada")), idempotencyKey: "k2" };
    const answers = await Promise.all(
      [1, 2, 3, 4].map(() => addTeam.execute(world.kernel, { key: "at-once" }, call)),
    );
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(await counts("at-once")).toEqual({ teams: 1, entries: 1 });
  });

  it("takes its time from the kernel's clock", async () => {
    world.clock.shift(86_400_000);
    await addTeam.execute(world.kernel, { key: "tomorrow" }, world.call(await world.actor("ada")));
    const team = await world.kernel.db.prisma.team.findUniqueOrThrow({ where: { key: "tomorrow" } });
    expect(team.createdAt.getTime()).toBeGreaterThan(Date.now() + 86_000_000);
    world.clock.shift(-86_400_000);
  });
});

describe("locks", () => {
  async function statementsOf(plan: LockPlan): Promise<string[]> {
    const statements: string[] = [];
    const tx = {
      $queryRaw: (query: unknown) =>
        Promise.resolve(
          statements.push(
            String(Array.isArray(query) ? query.join("?") : Reflect.get(query as object, "sql")),
          ),
        ),
    };
    await takeLocks(tx as never, plan);
    return statements;
  }

  it("are taken in one order: the organisation, components by id, the release", async () => {
    const statements = await statementsOf({
      organisation: "shared",
      release: "r",
      components: ["b", "a"],
    });
    expect(statements.map((statement) => /advisory|components c|FROM releases/.exec(statement)?.[0])).toEqual(
      ["advisory", "components c", "FROM releases"],
    );
    expect(statements[1]).toContain("ORDER BY c.id FOR UPDATE");
  });

  it("of everything that runs are taken behind the organisation's, by id", async () => {
    const [first, second, ...more] = await statementsOf({ organisation: "exclusive", running: true });
    expect(first).toContain("pg_advisory_xact_lock(");
    expect(second).toContain("ORDER BY r.id FOR UPDATE OF r");
    expect(more).toEqual([]);
  });
});
