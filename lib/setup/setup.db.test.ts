import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Actor } from "@/lib/identity/actor";
import { createPerson } from "@/lib/identity/create-person";
import { signIn } from "@/lib/identity/sign-in";
import { makeKernel } from "@/lib/platform/app";
import { shiftedClock } from "@/lib/platform/clock";
import type { Kernel } from "@/lib/platform/command";
import { connect, type Db } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { changePool } from "@/lib/policy/change-pool";
import { changeRights } from "@/lib/policy/change-rights";
import { createRole } from "@/lib/policy/create-role";
import { createRelease } from "@/lib/releases/create-release";
import { useSite } from "@/lib/platform/site";
import { testApi } from "@/lib/testing/api";
import { testDatabase } from "@/lib/testing/database";
import { unfinishedStep } from "./is-set-up";
import { offerSetupCode, openWorkspace } from "./open-workspace";
import { getSetupFacts } from "./queries";
import { readDefaultRights } from "./shipped";

const secret = "a secret that all instances share, long enough";
const first = { name: "Ada Pioneer", email: "ada@example.org", password: "correct horse battery staple" };
const from = (address: string) => ({ address, requestId: "setup-test" });
beforeAll(() => useSite({ url: "http://localhost:3000", demo: false, secret, trustedProxies: 0 }));
const failing = async (act: Promise<unknown>): Promise<string> => {
  const error = await act.then(
    () => "done",
    (caught: unknown) => caught,
  );
  return error instanceof AppError ? error.code : String(error);
};

let db: Db;
let kernel: Kernel;
const clock = shiftedClock();
async function empty(): Promise<void> {
  db = connect((await testDatabase()).url);
  kernel = makeKernel(db, clock);
}
const codeOf = async (change: { secret?: string; replace?: boolean } = {}): Promise<string> =>
  (await offerSetupCode(kernel, { secret, ...change }))?.code ?? "none";
const open = (code: string, change: Partial<typeof first> = {}, address = "192.0.2.1") =>
  openWorkspace(kernel, { code, ...first, ...change }, from(address));
async function actorOf(email: string): Promise<Actor> {
  const row = await db.prisma.person.findUniqueOrThrow({ where: { email } });
  const access = email === first.email ? ("admin" as const) : ("member" as const);
  return { kind: "person", ...row, access, credential: { kind: "none" } };
}
const by = async (email: string) => ({ actor: await actorOf(email), requestId: "setup-test" });

describe("the code of an empty workspace", () => {
  beforeEach(async () => {
    await empty();
    return () => db.close();
  });

  it("opens it once, for an admin who can then sign in, in the ledger by the code's rule", async () => {
    const code = await codeOf();
    expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){4}[0-9A-HJKMNP-TV-Z]{4}$/);
    await open(code.toLowerCase().replaceAll("-", " "));
    const headers = new Headers({ "x-forwarded-for": "192.0.2.1" });
    await signIn(kernel, { email: first.email, password: first.password, headers });
    const entries = await db.prisma.ledgerEntry.findMany({ where: { requestId: "setup-test" } });
    const told = entries.map(({ bytes, type }) => [type, JSON.parse(Buffer.from(bytes).toString()).by.rule]);
    expect(told).toEqual([
      ["person.created", "setup-code"],
      ["password.set", "setup-code"],
      ["setup-code.used", "setup-code"],
    ]);
    expect(await failing(open(code, { email: "eve@example.org" }))).toBe("conflict");
    expect(await offerSetupCode(kernel, { secret })).toBeNull();
    expect(await failing(offerSetupCode(kernel, { secret, replace: true }))).toBe("conflict");
    expect(await db.prisma.person.count()).toBe(1);
  });

  it("is one for two finishing at once: the second finds the workspace opened", async () => {
    const code = await codeOf();
    const ends = await Promise.all([
      failing(open(code)),
      failing(open(code, { email: "eve@example.org" })),
      failing(open(code, { email: "mallory@example.org" })),
    ]);
    expect(ends.sort()).toEqual(["conflict", "conflict", "done"]);
    expect(await db.prisma.person.count()).toBe(1);
  });

  it("is the same for instances that start together, and another for one that starts later", async () => {
    const together = await Promise.all([codeOf(), codeOf(), codeOf()]);
    expect(new Set(together).size).toBe(1);
    clock.shift(61_000);
    const later = await codeOf();
    expect(later).not.toBe(together[0]);
    expect(await failing(open(together[0] ?? ""))).toBe("wrong-credentials");
    expect(await failing(open(later))).toBe("done");
  });

  it("is replaced by one asked for by hand, and by an instance with another secret", async () => {
    const started = await codeOf();
    const byHand = await codeOf({ replace: true });
    const other = await codeOf({ secret: "another secret of another instance, as long" });
    expect(new Set([started, byHand, other]).size).toBe(3);
    expect(await failing(open(byHand))).toBe("wrong-credentials");
    expect(await failing(open(other))).toBe("done");
  });

  it("ends after a day", async () => {
    const code = await codeOf();
    clock.shift(24 * 3_600_000 + 1);
    expect(await failing(open(code))).toBe("wrong-credentials");
  });

  it("is kept as a hash alone", async () => {
    const code = await codeOf();
    const [row] = await db.prisma.setupCode.findMany();
    expect(JSON.stringify(row)).not.toContain(code);
    expect(JSON.stringify(row)).not.toContain(code.replaceAll("-", ""));
    await expect(db.pool.query("DELETE FROM setup_codes")).rejects.toThrow(/permission denied/);
    await expect(db.pool.query("UPDATE setup_codes SET code_hash = 'x'")).rejects.toThrow(
      /permission denied/,
    );
  });

  it("cannot be guessed: twenty wrong ones from an address, then none for a while, the right one included", async () => {
    const code = await codeOf();
    const ends: string[] = [];
    for (let n = 0; n < 21; n += 1) ends.push(await failing(open(`wrong ${n}`, {}, "192.0.2.66")));
    expect(new Set(ends.slice(0, 20))).toEqual(new Set(["wrong-credentials"]));
    expect(ends[20]).toBe("too-many-attempts");
    expect(await failing(open(code, {}, "192.0.2.66"))).toBe("too-many-attempts");
    expect(await failing(open(code, {}, "192.0.2.67"))).toBe("done");
  });

  it("gives nobody a password that is easy to guess, and stays good for another try", async () => {
    const code = await codeOf();
    expect(await failing(open(code, { password: "aaaaaaaaaaaa" }))).toBe("invalid-input");
    expect(await failing(open(code, { name: "nul \u0000" }))).toBe("invalid-input");
    expect(await failing(open(code))).toBe("done");
  });

  it("is taken by the API too, which says how far set-up is", async () => {
    const step = async () => (await testApi(kernel).request("GET", "/setup")).body;
    expect(await step()).toEqual({ step: "first-admin", isFinished: false });
    const wrong = await testApi(kernel).request("POST", "/setup", { body: { ...first, code: "no" } });
    expect(wrong).toMatchObject({ status: 401, body: { code: "wrong-credentials" } });
    const made = await testApi(kernel).request("POST", "/setup", {
      body: { ...first, code: await codeOf() },
    });
    expect(made).toMatchObject({ status: 201, body: { email: first.email } });
    expect(await step()).toEqual({ step: "organisation", isFinished: false });
  });
});

describe("between the first admin and the rights", () => {
  beforeAll(async () => {
    await empty();
    await open(await codeOf());
    await createPerson.execute(kernel, { name: "Ben", email: "ben@example.org" }, await by(first.email));
  });
  afterAll(() => db.close());
  const role = async (key: string, pool: string[], email = first.email) =>
    createRole.execute(kernel, { key, title: key, pool }, await by(email));

  it("whoever opened the workspace may stand in the pools they make, by the rule set-up; nobody else", async () => {
    await role("technical-lead", [first.email]);
    await role("compliance", []);
    const call = await by(first.email);
    await changePool.execute(kernel, { role: "compliance", pool: [first.email, "ben@example.org"] }, call);
    const entries = await db.prisma.ledgerEntry.findMany({
      where: { type: { in: ["role.created", "pool.changed"] } },
    });
    const rules = entries.map(({ bytes }) => JSON.parse(Buffer.from(bytes).toString()).by.rule as string);
    expect(rules.sort()).toEqual(["admin", "set-up", "set-up"]);
    expect(await failing(role("product", ["ben@example.org"], "ben@example.org"))).toBe("access-level");
  });

  it("no release can be created, and it says why", async () => {
    const input = {
      slug: "one",
      title: "One",
      template: { key: "x" },
      champion: first.email,
      components: [],
    };
    const refused = createRelease.execute(
      kernel,
      { ...input, components: [{ key: "c" }] },
      await by(first.email),
    );
    await expect(refused).rejects.toThrow(/not set up yet.*\/setup/);
    expect(await unfinishedStep(kernel)).toBe("rights");
  });

  it("a table that nobody could change again is refused", async () => {
    const rows = await readDefaultRights(["technical-lead"]);
    expect(rows.some(({ decision }) => decision === "rights.change")).toBe(false);
    const refused = changeRights.execute(kernel, { table: { rights: rows } }, await by(first.email));
    await expect(refused).rejects.toThrow(/Nobody could ever change this table again/);
    expect((await getSetupFacts(db.prisma)).hasRights).toBe(false);
  });

  it("from the first table on nobody adds themselves to a pool, not even who opened the workspace", async () => {
    const rows = await readDefaultRights(["technical-lead", "compliance"]);
    await changeRights.execute(kernel, { table: { rights: rows } }, await by(first.email));
    expect(await unfinishedStep(kernel)).toBeNull();
    expect(await failing(role("security", [first.email]))).toBe("separation-of-duties");
  });
});
