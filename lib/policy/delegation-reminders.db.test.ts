import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { disablePerson } from "@/lib/identity/disable-person";
import { testApi } from "@/lib/testing/api";
import { testDatabase } from "@/lib/testing/database";
import { interleaver } from "@/lib/testing/interleave";
import { makeWorld, type World } from "@/lib/testing/world";
import { remindOfDelegation } from "./remind-of-delegation";
import { sendDueReminders } from "./send-due-reminders";

const hour = 3_600_000;
const day = 24 * hour;
const worker = { kind: "system", job: "worker" } as const;
const tokens = new Map<string, string>();
let world: World;
let url = "";
const interleave = interleaver(() => url);

beforeAll(async () => {
  url = (await testDatabase()).url;
  world = await makeWorld(url);
  await world.release({ slug: "first" });
  await world.release({ slug: "hidden", restrictedTo: ["lea"] });
  for (const name of ["ed", "mia", "eve"]) tokens.set(name, await world.tokenOf(name));
});
afterAll(() => world.close());

const request = (by: string, method: string, path: string, body?: unknown) =>
  testApi(world.kernel).request(method, path, { token: tokens.get(by), body });
const after = (ms: number) => new Date(world.clock.now().getTime() + ms).toISOString();

async function delegated(forMs: number, more: Record<string, unknown> = {}): Promise<string> {
  const body = { role: "engineer", to: world.emailOf("mia"), until: after(forMs), reason: "Away.", ...more };
  const answer = await request("ed", "POST", "/delegations", body);
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return answer.as<{ id: string }>().id;
}

const end = (id: string) => request("ed", "POST", `/delegations/${id}/revoke`, {});
const run = () => sendDueReminders(world.kernel);

async function told(id: string) {
  const { rows } = await world.kernel.db.pool.query<{ level: string; asked: string[] }>(
    `SELECT level, asked FROM reminders WHERE kind = 'delegation' AND about = $1 ORDER BY "order"`,
    [id],
  );
  return rows;
}
const levels = async (id: string) => (await told(id)).map(({ level }) => level);

async function entries(id: string) {
  const { rows } = await world.kernel.db.pool.query<{ bytes: Buffer }>(
    "SELECT bytes FROM ledger_entries WHERE type = 'reminder.sent' ORDER BY ordinal",
  );
  return rows
    .map(
      ({ bytes }) =>
        JSON.parse(bytes.toString("utf8")) as { subjects: Record<string, string>; payload: object },
    )
    .filter(({ subjects }) => subjects["delegation"] === id);
}

interface Ending {
  id: string;
  role: string;
  from: { name: string };
  to: { name: string };
  until: string;
}
async function inbox(by: string, id: string): Promise<Ending[]> {
  const { delegations } = (await request(by, "GET", "/decisions")).as<{ delegations: Ending[] }>();
  return delegations.filter((each) => each.id === id);
}

describe("a delegation that runs out", () => {
  it("is told to both a day ahead, once, with an entry, and stands in their inboxes until it ends", async () => {
    const id = await delegated(5 * day);
    await run();
    expect(await levels(id)).toEqual([]);
    expect(await inbox("ed", id)).toEqual([]);
    world.clock.shift(4 * day + hour);
    await run();
    await run();
    const both = [(await world.actor("ed")).id, (await world.actor("mia")).id].sort();
    expect(await told(id)).toEqual([{ level: "soon", asked: both }]);
    expect(await entries(id)).toMatchObject([
      { subjects: { role: "engineer" }, payload: { kind: "delegation", level: "soon", asked: both } },
    ]);
    for (const name of ["ed", "mia"])
      expect(await inbox(name, id)).toMatchObject([
        { role: "engineer", from: { name: "ed" }, to: { name: "mia" } },
      ]);
    expect(await inbox("eve", id)).toEqual([]);
    world.clock.shift(day);
    await run();
    expect(await levels(id)).toEqual(["soon"]);
    expect(await inbox("ed", id)).toEqual([]);
  });

  it("is told in the last quarter of a short one, and not before it begins", async () => {
    const id = await delegated(12 * hour, { from: after(8 * hour) });
    world.clock.shift(8 * hour + 2 * hour);
    await run();
    expect(await levels(id)).toEqual([]);
    world.clock.shift(1.5 * hour);
    await run();
    expect(await levels(id)).toEqual(["soon"]);
    await end(id);
  });

  it("is told once it is over where no worker ran before, however late, and never twice", async () => {
    const id = await delegated(3 * day);
    world.clock.shift(40 * day);
    await run();
    await run();
    expect(await levels(id)).toEqual(["due"]);
    world.clock.shift(30 * day);
    await run();
    expect(await levels(id)).toEqual(["due"]);
    expect(await entries(id)).toHaveLength(1);
  });

  it("is neither lost nor told twice by a clock that goes back and on again", async () => {
    const id = await delegated(3 * day);
    world.clock.shift(2 * day + 7 * hour);
    await run();
    expect(await levels(id)).toEqual(["soon"]);
    world.clock.shift(-2 * hour);
    await run();
    expect(await inbox("mia", id)).toEqual([]);
    world.clock.shift(2 * hour);
    await run();
    expect(await inbox("mia", id)).toHaveLength(1);
    world.clock.shift(10 * day);
    await run();
    expect(await levels(id)).toEqual(["soon"]);
  });

  it("is told to nobody once it was taken back, or one of the two is disabled", async () => {
    const id = await delegated(3 * day);
    world.clock.shift(2.5 * day);
    expect((await end(id)).status).toBeLessThan(300);
    await run();
    expect(await levels(id)).toEqual([]);
    expect(await inbox("ed", id)).toEqual([]);
    const call = { actor: worker, requestId: "late" };
    await expect(remindOfDelegation.execute(world.kernel, { id }, call)).rejects.toMatchObject({
      code: "conflict",
    });
    const other = await delegated(3 * day, { to: world.emailOf("eve") });
    await disablePerson.execute(
      world.kernel,
      { person: world.emailOf("eve") },
      world.call(await world.actor("ada")),
    );
    world.clock.shift(2.5 * day);
    await run();
    expect(await levels(other)).toEqual([]);
  });

  it("is told once where two workers look at the same moment, and by nobody else", async () => {
    const id = await delegated(3 * day, { release: "first" });
    world.clock.shift(2.5 * day);
    const act = (kernel: typeof world.kernel) =>
      remindOfDelegation.execute(kernel, { id }, { actor: worker, requestId: "two" });
    const { first, second } = await interleave(world.kernel, { first: act, second: act });
    expect([first.status, second.status]).toEqual(["fulfilled", "rejected"]);
    expect(await levels(id)).toEqual(["soon"]);
    expect(await entries(id)).toHaveLength(1);
    const mine = world.call(await world.actor("ed"));
    await expect(remindOfDelegation.execute(world.kernel, { id }, mine)).rejects.toThrow();
  });

  it("is told by the next run where the worker is killed on the way", async () => {
    const id = await delegated(3 * day, { to: world.emailOf("rob") });
    world.clock.shift(2.5 * day);
    const killed = {
      ...world.kernel,
      probe: (at: string) =>
        at === "before-commit" ? Promise.reject(new Error("killed")) : Promise.resolve(),
    };
    await expect(
      remindOfDelegation.execute(killed, { id }, { actor: worker, requestId: "killed" }),
    ).rejects.toThrow("killed");
    expect(await levels(id)).toEqual([]);
    await run();
    expect(await levels(id)).toEqual(["soon"]);
  });
});
