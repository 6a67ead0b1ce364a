import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TestApi, testApi } from "@/lib/testing/api";
import { testDatabase } from "@/lib/testing/database";
import { makeWorld, type World } from "@/lib/testing/world";
import { mostViews, type SavedView } from "./view-schemas";

let world: World;
let api: TestApi;
const tokens: Record<string, string> = {};

beforeAll(async () => {
  world = await makeWorld((await testDatabase()).url);
  api = testApi(world.kernel);
  for (const name of ["mia", "rob", "kim"]) {
    await world.person(name);
    tokens[name] = await world.tokenOf(name);
  }
});
afterAll(() => world.close());

const ask = (by: string, method: string, path: string, body?: unknown) =>
  api.request(method, path, { token: tokens[by], ...(body === undefined ? {} : { body }) });
const save = async (by: string, view: Record<string, unknown>) =>
  (await ask(by, "POST", "/views", view)).as<{ id: string }>().id;
const views = async (by: string) => (await ask(by, "GET", "/views")).as<{ items: SavedView[] }>().items;
const own = async (by: string) => (await views(by)).filter(({ isOwn }) => isOwn);

describe("a saved view", () => {
  it("keeps conditions under a name, in one order, and leaves no entry in the ledger", async () => {
    const before = await world.kernel.db.prisma.ledgerEntry.count();
    const id = await save("mia", { name: "Hot", query: "sort=changed&status=blocked&q=fraud+score" });
    expect(await own("mia")).toEqual([
      {
        id,
        name: "Hot",
        query: "q=fraud+score&status=blocked&sort=changed",
        shared: false,
        isOwn: true,
        owner: { name: "mia", email: "mia@example.org" },
      },
    ]);
    expect(await world.kernel.db.prisma.ledgerEntry.count()).toBe(before);
  });

  it("is seen by its owner alone until they share it, and changed by them alone then", async () => {
    const id = await save("mia", { name: "Private", query: "overdue=yes" });
    expect((await views("rob")).map((view) => view.id)).not.toContain(id);
    for (const [method, body] of [["PATCH", { name: "Taken" }], ["DELETE"]] as const)
      expect(await ask("rob", method, `/views/${id}`, body)).toMatchObject({
        status: 404,
        body: { code: "not-found" },
      });
    await ask("mia", "PATCH", `/views/${id}`, { shared: true });
    expect((await views("rob")).find((view) => view.id === id)).toMatchObject({
      isOwn: false,
      owner: { name: "mia" },
    });
    for (const [method, body] of [["PATCH", { shared: false }], ["DELETE"]] as const)
      expect(await ask("rob", method, `/views/${id}`, body)).toMatchObject({
        status: 403,
        body: { code: "own-only", whoMay: [{ email: "mia@example.org" }] },
      });
    await ask("mia", "PATCH", `/views/${id}`, { shared: false });
    expect((await views("rob")).map((view) => view.id)).not.toContain(id);
  });

  it("is put in another place, renamed and removed; the others keep their order", async () => {
    const ids: string[] = [];
    for (const name of ["A", "B", "C"]) ids.push(await save("kim", { name, query: "status=open" }));
    const [a = "", b = "", c = ""] = ids;
    await ask("kim", "PATCH", `/views/${c}`, { position: 0, name: "First" });
    expect((await own("kim")).map(({ name }) => name)).toEqual(["First", "A", "B"]);
    await ask("kim", "PATCH", `/views/${a}`, { position: 50 });
    expect((await own("kim")).map(({ name }) => name)).toEqual(["First", "B", "A"]);
    await ask("kim", "DELETE", `/views/${b}`);
    expect((await own("kim")).map(({ name }) => name)).toEqual(["First", "A"]);
    await save("kim", { name: "Last", query: "status=open" });
    expect((await own("kim")).map(({ name }) => name)).toEqual(["First", "A", "Last"]);
  });

  it("takes only conditions that the portfolio knows", async () => {
    for (const query of [
      "",
      "cursor=x&status=blocked",
      "status=asleep",
      "status=blocked&status=open",
      "javascript:alert(1)",
      "https://example.org/?status=blocked",
      "__proto__=x",
      "constructor=x",
      "q=%00",
      `q=${"x".repeat(3000)}`,
      7,
    ])
      expect({ query, answer: (await ask("mia", "POST", "/views", { name: "x", query })).status }).toEqual({
        query,
        answer: 422,
      });
    for (const name of ["", " ", "x".repeat(61), "two\nlines"])
      expect((await ask("mia", "POST", "/views", { name, query: "status=open" })).status).toBe(422);
    expect((await ask("mia", "PATCH", "/views/no-id", { name: "x" })).status).toBe(422);
    expect((await ask("mia", "PATCH", `/views/${(await own("mia"))[0]?.id ?? ""}`, {})).status).toBe(422);
  });

  it("has a name of its own among one's views, also for two requests at once", async () => {
    const both = await Promise.all(
      [1, 2].map(() => ask("mia", "POST", "/views", { name: "Twice", query: "status=open" })),
    );
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect(both.find(({ status }) => status === 409)?.body).toMatchObject({ code: "already-exists" });
    expect((await ask("rob", "POST", "/views", { name: "Twice", query: "status=open" })).status).toBe(201);
  });

  it("stands beside so many others at most, also where the last two come at once", async () => {
    const kept = (await own("rob")).length;
    for (let count = kept; count < mostViews - 1; count++)
      await save("rob", { name: `view ${count}`, query: "status=open" });
    const both = await Promise.all(
      ["y", "z"].map((name) => ask("rob", "POST", "/views", { name, query: "status=open" })),
    );
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect(await own("rob")).toHaveLength(mostViews);
  });

  it("is for people whose token has the scope", async () => {
    const token = await world.tokenOf("mia", ["read"]);
    const answer = await api.request("POST", "/views", { token, body: { name: "n", query: "status=open" } });
    expect(answer).toMatchObject({ status: 403, body: { code: "scope-missing" } });
  });
});
