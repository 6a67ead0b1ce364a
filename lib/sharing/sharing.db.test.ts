import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { disablePerson } from "@/lib/identity/disable-person";
import { enablePerson } from "@/lib/identity/enable-person";
import { assignRoles } from "@/lib/releases/assign-roles";
import { postUpdate } from "@/lib/rollbacks/post-update";
import { proposeRollback } from "@/lib/rollbacks/propose-rollback";
import { testApi, testSite } from "@/lib/testing/api";
import { testDatabase } from "@/lib/testing/database";
import { makeEntries } from "@/lib/testing/entries";
import { interleaver } from "@/lib/testing/interleave";
import { exposureActs } from "@/lib/testing/laddered";
import type { SampleRelease } from "@/lib/testing/release";
import { rollbackActs, rollingTemplate } from "@/lib/testing/rolling";
import { makeWorld, type World } from "@/lib/testing/world";
import type { Page } from "@/lib/platform/paging";
import { openShareLink } from "./open-share-link";
import { revokeShareLink } from "./revoke-share-link";
import type { ShareLinkAnswer, SharedStatus, StatusBoard } from "./schemas";

let world: World;
let url: string;
let open: SampleRelease;
let hushed: SampleRelease;
const tokens = new Map<string, string>();
const interleave = interleaver(() => url);
const { confirm, increase } = exposureActs(() => world);
const acts = rollbackActs(() => world);
const dayMs = 86_400_000;
const inDays = (days: number) => new Date(world.clock.now().getTime() + days * dayMs).toISOString();
const reason = "Answers are wrong for one caller in three.";

beforeAll(async () => {
  ({ url } = await testDatabase());
  world = await makeWorld(url);
  await world.release({ slug: "plain" });
  await world.template(rollingTemplate, "cora");
  await acts.declare();
  open = await world.release({ slug: "openly", template: "rolling" });
  hushed = await world.release({ slug: "hushed", template: "rolling", restrictedTo: ["mia", "eve"] });
}, 60_000);
afterAll(() => world.close());

const tokenOf = async (name: string): Promise<string> => {
  const token = tokens.get(name) ?? (await world.tokenOf(name));
  tokens.set(name, token);
  return token;
};
const api = async (by: string, method: string, path: string, body?: unknown) =>
  testApi(world.kernel).request(method, path, { token: await tokenOf(by), body });
const asked = async <T>(by: string, method: string, path: string, body?: unknown): Promise<T> => {
  const answer = await api(by, method, path, body);
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`);
  return answer.as<T>();
};
const refusal = async (by: string, method: string, path: string, body?: unknown) => {
  const { status, body: said } = await api(by, method, path, body);
  return { status, ...(said as { code: string; detail: string; whoMay?: { email: string }[] }) };
};
const make = async (by: string, body: Record<string, unknown> = {}) => {
  const { id, url: address } = await asked<{ id: string; url: string }>(by, "POST", "/share-links", {
    expiresAt: inDays(30),
    ...body,
  });
  return { id, address, token: address.slice(`${testSite.url}/s/`.length) };
};
let visitors = 0;
/** From an address of its own each time, so that no limit is met. */
const opened = (token: string, address = `192.0.2.${(visitors += 1)}`): Promise<SharedStatus | null> =>
  openShareLink(world.kernel, { token, address });
const entries = () => makeEntries(world.kernel.db);
const links = async (by: string, path = "/share-links") =>
  (await asked<Page<ShareLinkAnswer>>(by, "GET", path)).items;

describe("a share link", () => {
  it("is made by whoever sees the release, shown once, kept as a hash, and stands in the ledger without its secret", async () => {
    const { id, token, address } = await make("mia", { release: open.slug });
    expect(address).toMatch(/^http:\/\/localhost:3000\/s\/csn_\w{49}$/);
    const entry = await entries().last("share-link.made");
    expect(entry).toMatchObject({
      actor: { kind: "person" },
      by: { rule: "sees-it" },
      subjects: { link: id },
      payload: { scope: "release", withNames: false },
    });
    const rows = await world.kernel.db.prisma.shareLink.findMany();
    expect(JSON.stringify([entry, rows, await links("mia")])).not.toContain(token);
    expect(await links("mia", `/releases/${open.slug}/share-links`)).toMatchObject([
      { id, hint: token.slice(0, 8), state: "open", madeBy: { name: "mia" }, opened: null, names: false },
    ]);
  });

  it.each([
    ["no end", {}, "/expiresAt"],
    ["an end in the past", { expiresAt: "2020-01-01" }, "/expiresAt"],
    ["an end after 91 days", { days: 91 }, "/expiresAt"],
    ["a component that is not there", { days: 1, component: "nothing" }, "/component"],
    ["both a release and a component", { days: 1, release: "openly", component: "x" }, "/component"],
  ])("is refused with %s", async (_, { days, ...body }: Record<string, unknown>, path) => {
    const expiresAt = typeof days === "number" ? { expiresAt: inDays(days) } : {};
    const before = await entries().count();
    const { status, body: said } = await api("mia", "POST", "/share-links", { ...expiresAt, ...body });
    expect({ status, said }).toMatchObject({ status: 422, said: { errors: [{ path }] } });
    expect(await entries().count()).toBe(before);
  });

  it("counts each time it was opened", async () => {
    const { id, token } = await make("mia", { release: open.slug });
    for (let n = 0; n < 3; n += 1) expect(await opened(token)).not.toBeNull();
    expect((await links("mia")).find((each) => each.id === id)?.opened?.times).toBe(3);
  });

  it("ends at once when its maker, the champion or an admin revokes it, and for nobody else", async () => {
    for (const by of ["mia", "cora", "ada"]) {
      const { id, token } = await make("mia", { release: open.slug });
      expect(await refusal("sid", "DELETE", `/share-links/${id}`)).toMatchObject({
        status: 403,
        code: "own-only",
      });
      expect(await opened(token)).not.toBeNull();
      expect((await api(by, "DELETE", `/share-links/${id}`)).status).toBe(204);
      expect(await opened(token)).toBeNull();
      expect(await entries().last("share-link.revoked")).toMatchObject({
        subjects: { link: id },
        by: { rule: { mia: "own", cora: "champion", ada: "admin" }[by] },
      });
      expect((await links("mia")).find((each) => each.id === id)).toMatchObject({
        state: "revoked",
        ended: { by: { name: by } },
      });
      expect(await refusal(by, "DELETE", `/share-links/${id}`)).toMatchObject({ status: 409 });
    }
  });

  it("is ended once, where two revoke it at the same time", async () => {
    const { id } = await make("mia", { release: open.slug });
    const [mia, ada] = [world.call(await world.actor("mia")), world.call(await world.actor("ada"))];
    const { first, second } = await interleave(world.kernel, {
      first: (kernel) => revokeShareLink.execute(kernel, { id }, mia),
      second: (kernel) => revokeShareLink.execute(kernel, { id }, ada),
    });
    expect([first.status, second.status].sort()).toEqual(["fulfilled", "rejected"]);
    const ends = await world.kernel.db.prisma.shareLinkEnd.count({ where: { linkId: id } });
    expect(ends).toBe(1);
  });

  it("ends by time, and with the account of its maker for good", async () => {
    await world.person("gone");
    const brief = await make("mia", { release: open.slug, expiresAt: inDays(1) });
    const { id, token } = await make("gone", {});
    expect(await opened(token)).not.toBeNull();
    const ada = world.call(await world.actor("ada"));
    await disablePerson.execute(world.kernel, { person: world.emailOf("gone") }, ada);
    expect(await entries().last("person.disabled")).toMatchObject({ payload: { shareLinks: [id] } });
    expect(await opened(token)).toBeNull();
    await enablePerson.execute(world.kernel, { person: world.emailOf("gone") }, ada);
    expect(await opened(token)).toBeNull();
    expect(await opened(brief.token)).not.toBeNull();
    world.clock.shift(dayMs + 1_000);
    expect(await opened(brief.token)).toBeNull();
    expect((await links("mia")).find((each) => each.id === brief.id)?.state).toBe("expired");
  });

  it("is kept by the database: not changed, not deleted, not longer than 90 days", async () => {
    const { id } = await make("mia", {});
    const { pool } = world.kernel.db;
    for (const statement of [
      "UPDATE share_links SET expires_at = expires_at + interval '1 day'",
      "DELETE FROM share_links",
      "UPDATE share_link_ends SET how = 'account'",
      "DELETE FROM share_link_ends",
    ])
      await expect(pool.query(statement)).rejects.toThrow(/permission denied/);
    await expect(
      pool.query(
        `INSERT INTO share_links (id, hash, hint, scope, with_names, made_by, made_at, expires_at)
         SELECT gen_random_uuid(), repeat('0', 64), hint, scope, with_names, made_by, made_at, made_at + interval '91 days' FROM share_links WHERE id = $1`,
        [id],
      ),
    ).rejects.toThrow(/check constraint/);
  });
});

describe("of a restricted release", () => {
  it("only its champion makes one, and who does not see it hears of no such release", async () => {
    const body = { release: hushed.slug, expiresAt: inDays(3) };
    expect(await refusal("mia", "POST", "/share-links", body)).toMatchObject({
      status: 403,
      code: "not-a-holder",
      whoMay: [{ email: "cora@example.org" }, { email: "cy@example.org" }],
    });
    expect(await refusal("lea", "POST", "/share-links", body)).toMatchObject({ status: 404 });
    expect(await refusal("ada", "POST", "/share-links", body)).toMatchObject({ status: 404 });
    const { token } = await make("cora", { release: hushed.slug });
    expect((await opened(token))?.releases).toMatchObject([{ champion: null }]);
    expect(await entries().last("share-link.made")).toMatchObject({ by: { rule: "champion" } });
  });

  it("a link rests while its maker is not its champion; an admin lists it without the title and can revoke it", async () => {
    const { id, token } = await make("cora", { release: hushed.slug });
    const champion = async (to: string, by: string) =>
      assignRoles.execute(
        world.kernel,
        { release: hushed.slug, roles: { "release-champion": [world.emailOf(to)] } },
        world.call(await world.actor(by)),
      );
    const state = async () => (await links("cora")).find((each) => each.id === id)?.state;
    expect([await state(), (await opened(token)) !== null]).toEqual(["open", true]);
    await champion("cy", "cora");
    expect([await state(), await opened(token)]).toEqual(["rests", null]);
    await champion("cora", "cy");
    expect([await state(), (await opened(token)) !== null]).toEqual(["open", true]);
    const listed = (await links("ada", "/share-links?of=everybody")).find((each) => each.id === id);
    expect(listed).toMatchObject({ scope: "release", release: null, madeBy: { name: "cora" } });
    expect(await refusal("lea", "DELETE", `/share-links/${id}`)).toMatchObject({ status: 404 });
    expect((await api("ada", "DELETE", `/share-links/${id}`)).status).toBe(204);
    expect(await opened(token)).toBeNull();
  });

  it("links to all or to its component say nothing of it, whoever made them", async () => {
    for (const body of [{}, { component: hushed.component }]) {
      const { token } = await make("cora", { names: true, ...body });
      const text = JSON.stringify(await opened(token));
      expect(text).not.toContain(`Release ${hushed.slug}`);
      expect(text).toContain('"scope"');
    }
  });

  it("the lists of links of everybody are for admins, those of a release for whoever sees it", async () => {
    expect(await refusal("mia", "GET", "/share-links?of=everybody")).toMatchObject({
      status: 403,
      code: "access-level",
    });
    expect(await refusal("lea", "GET", `/releases/${hushed.slug}/share-links`)).toMatchObject({
      status: 404,
    });
  });
});

describe("the status", () => {
  it("tells of rollbacks under way with what was said for it, and links name people only where allowed", async () => {
    await (
      await increase(open, 5)
    )();
    await confirm(open, 5);
    await acts.work();
    const cora = world.call(await world.actor("cora"));
    const { id } = await proposeRollback.execute(
      world.kernel,
      { release: open.slug, severity: "sev1", reason },
      cora,
    );
    await postUpdate.execute(world.kernel, { rollback: id, text: "Between us." }, cora);
    await postUpdate.execute(world.kernel, { rollback: id, text: "We are on it.", statusPage: true }, cora);
    expect(await entries().last("rollback.update-posted")).toMatchObject({ payload: { statusPage: true } });
    const board = await asked<StatusBoard>("mia", "GET", "/status");
    expect(board.releases.find(({ slug }) => slug === open.slug)).toMatchObject({
      health: "rollback-proposed",
      exposurePercent: 5,
      champion: { name: "cora" },
    });
    expect(board.rollbacks).toMatchObject([
      { release: { slug: open.slug }, updates: [{ text: "We are on it.", by: { name: "cora" } }] },
    ]);
    const quiet = await opened((await make("mia", { release: open.slug })).token);
    const plain = JSON.stringify(quiet);
    for (const hidden of ["cora", "example.org", reason, "Between us.", "sha256", "plain"])
      expect(plain).not.toContain(hidden);
    expect(quiet?.rollbacks).toMatchObject([
      { state: "proposed", updates: [{ text: "We are on it.", by: null }] },
    ]);
    const named = await opened((await make("mia", { release: open.slug, names: true })).token);
    expect(named?.releases).toMatchObject([{ champion: "cora" }]);
    expect(JSON.stringify(named)).not.toContain("example.org");
  });

  it("says of a restricted release only to those who see it", async () => {
    const slugs = async (by: string) =>
      (await asked<StatusBoard>(by, "GET", "/status")).releases.map(({ slug }) => slug);
    expect(await slugs("mia")).toContain(hushed.slug);
    expect(await slugs("lea")).not.toContain(hushed.slug);
    const one = await asked<StatusBoard>("mia", "GET", `/status?component=${open.component}`);
    expect(one.releases.every(({ components }) => components.includes(open.component))).toBe(true);
  });
});

describe("a link that does not open", () => {
  const get = (token: string, address = `198.51.100.${(visitors += 1)}`) =>
    testApi(world.kernel).request("GET", `/shared/${token}`, { headers: { "x-forwarded-for": address } });
  const wrong = (token: string) => `${token.slice(0, -1)}${token.endsWith("0") ? "1" : "0"}`;

  it("answers the same, whether it never was, ran out or was revoked; none is kept, indexed or told on", async () => {
    const { id, token } = await make("mia", {});
    const brief = await make("mia", { expiresAt: inDays(1) });
    const fine = await get(token);
    expect([
      fine.status,
      fine.headers.get("cache-control"),
      fine.headers.get("referrer-policy"),
      fine.headers.get("x-robots-tag"),
      fine.headers.get("set-cookie"),
    ]).toEqual([200, "no-store", "no-referrer", "noindex, nofollow, noarchive", null]);
    await asked("mia", "DELETE", `/share-links/${id}`).catch(() => undefined);
    world.clock.shift(dayMs + 1_000);
    const foreign = await tokenOf("mia");
    const said = await Promise.all(
      [token, brief.token, wrong(token), foreign, "x", "%20"].map(async (each) => {
        const { status, body } = await get(each);
        const { requestId: _, ...problem } = body as Record<string, unknown>;
        return JSON.stringify({ status, problem });
      }),
    );
    expect(new Set(said).size).toBe(1);
    expect(said[0]).toContain('"status":404');
  });

  it("opens nothing else: it is no token of the API", async () => {
    const { token } = await make("mia", {});
    const answer = await testApi(world.kernel).request("GET", "/status", { token });
    expect(answer.status).toBe(401);
  });

  it("counts against its address: past the limit nothing is looked at from there, the right one neither", async () => {
    const { token } = await make("mia", {});
    const address = "203.0.113.7";
    const many = await Promise.all(Array.from({ length: 70 }, () => get(wrong(token), address)));
    expect(many.map(({ status }) => status).filter((status) => status === 429).length).toBe(10);
    expect((await get(token, address)).status).toBe(429);
    expect((await get(token)).status).toBe(200);
  });
});
