import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { erasePerson } from "@/lib/identity/erase-person";
import { testApi, type TestAnswer, type TestApi } from "@/lib/testing/api";
import { testDatabase } from "@/lib/testing/database";
import { makeEntries, problemOf } from "@/lib/testing/entries";
import { interleaver } from "@/lib/testing/interleave";
import { makeWorld, type World } from "@/lib/testing/world";
import { changeOwnHours } from "./change-own-hours";
import { changeWorkingHours } from "./change-working-hours";
import type { OrganisationHoursAnswer, OwnHoursAnswer } from "./working-hours-schema";
import { ownHours } from "./working-hours-store";

let world: World;
let api: TestApi;
let url = "";
let entries: ReturnType<typeof makeEntries>;
const tokens = new Map<string, string>();
const interleave = interleaver(() => url);
const berlin = { zone: "Europe/Berlin", days: ["MO", "TU", "TH"], from: "08:00", to: "12:30", holidays: [] };

beforeAll(async () => {
  ({ url } = await testDatabase());
  world = await makeWorld(url);
  api = testApi(world.kernel);
  entries = makeEntries(world.kernel.db);
  await world.person("ada", "admin");
  for (const name of ["tom", "una"]) await world.person(name);
  for (const name of ["ada", "tom", "una"]) tokens.set(name, await world.tokenOf(name));
});
afterAll(() => world.close());

const own = "/me/working-hours";
const all = "/settings/working-hours";
const as = (
  name: string,
  method: string,
  path: string,
  { body, match }: { body?: unknown; match?: string } = {},
): Promise<TestAnswer> =>
  api.request(method, path, {
    token: tokens.get(name) ?? "",
    ...(body !== undefined && { body }),
    ...(match !== undefined && { headers: { "if-match": `"${match}"` } }),
  });
const readOwn = async (name: string) => (await as(name, "GET", own)).as<OwnHoursAnswer>();
const readAll = async () => (await as("tom", "GET", all)).as<OrganisationHoursAnswer>();

describe("the organisation's working hours", () => {
  it("are weekdays from nine to five until an admin says otherwise, and then those of whoever has none of their own", async () => {
    expect(await readAll()).toMatchObject({
      isDefault: true,
      hours: { zone: "UTC", days: ["MO", "TU", "WE", "TH", "FR"], from: "09:00", to: "17:00", targetDays: 2 },
    });
    const hours = { ...berlin, holidays: ["2026-12-25"], targetDays: 1.5 };
    const answer = await as("ada", "PUT", all, { body: hours });
    expect(answer.status).toBe(200);
    expect(await readAll()).toEqual({ ...answer.as<OrganisationHoursAnswer>(), isDefault: false, hours });
    expect(await entries.last("working-hours.changed")).toMatchObject({
      by: { rule: "admin" },
      before: null,
      after: (await readAll()).digest,
    });
    const { targetDays: _, ...calendar } = hours;
    expect(await readOwn("tom")).toMatchObject({ isOwn: false, hours: calendar });
  });

  it("are an admin's to change, and no one's who read others", async () => {
    const hours = { ...berlin, targetDays: 4 };
    expect(problemOf(await as("tom", "PUT", all, { body: hours }))).toMatchObject({
      status: 403,
      code: "access-level",
      whoMay: [{ email: "ada@example.org" }],
    });
    expect(problemOf(await as("ada", "PUT", all, { body: hours, match: "sha256:other" }))).toMatchObject({
      code: "precondition-failed",
    });
    const { hours: same } = await readAll();
    expect(problemOf(await as("ada", "PUT", all, { body: same }))).toMatchObject({ status: 409 });
  });

  it("refuse what no calendar says, each fault at its place", async () => {
    const wrong = {
      zone: "Mars/Olympus",
      days: ["MO", "MO"],
      from: "17:00",
      to: "09:00",
      holidays: ["2026-02-30", "2026-12-25", "2026-12-25"],
      targetDays: 0.3,
    };
    const { errors } = problemOf(await as("ada", "PUT", all, { body: wrong }));
    expect((errors ?? []).map(({ path }) => path).sort()).toEqual([
      "/days/1",
      "/holidays/0",
      "/holidays/2",
      "/targetDays",
      "/to",
      "/zone",
    ]);
    expect(problemOf(await as("ada", "PUT", all, { body: { ...berlin, days: [] } })).status).toBe(422);
  });

  it("of two changes at once the later one is refused that read the same", async () => {
    const ada = world.call(await world.actor("ada"));
    const { digest: expected } = await readAll();
    const to = (targetDays: number) => ({
      hours: { ...berlin, days: ["MO" as const], targetDays },
      expected,
    });
    const { first, second } = await interleave(world.kernel, {
      first: (kernel) => changeWorkingHours.execute(kernel, to(5), ada),
      second: (kernel) => changeWorkingHours.execute(kernel, to(6), ada),
    });
    expect(first.status).toBe("fulfilled");
    expect(second).toMatchObject({ status: "rejected", reason: { code: "precondition-failed" } });
    expect((await readAll()).hours.targetDays).toBe(5);
  });
});

describe("a person's working hours", () => {
  it("are said by them alone, and taken back; the entry holds their digest alone", async () => {
    const { digest } = await readOwn("tom");
    expect((await as("tom", "PUT", own, { body: berlin, match: digest })).status).toBe(200);
    const standing = await readOwn("tom");
    expect(standing).toMatchObject({ isOwn: true, hours: berlin });
    const entry = await entries.last("own-hours.changed");
    const { id } = await world.actor("tom");
    expect(entry).toMatchObject({
      actor: { id },
      by: { rule: "own" },
      subjects: { person: id },
      before: null,
      after: standing.digest,
    });
    expect(JSON.stringify(entry)).not.toContain("Berlin");
    expect((await readOwn("una")).isOwn).toBe(false);
    expect((await as("tom", "DELETE", own)).status).toBe(200);
    expect((await readOwn("tom")).isOwn).toBe(false);
    expect(await entries.last("own-hours.changed")).toMatchObject({ before: standing.digest, after: null });
    expect(problemOf(await as("tom", "DELETE", own))).toMatchObject({ status: 409 });
  });

  it("changed twice at once are those of one change and then of the other", async () => {
    const tom = world.call(await world.actor("tom"));
    const { digest: expected } = await readOwn("tom");
    const to = (from: string) => ({ hours: { ...berlin, days: ["MO" as const], from }, expected });
    const { first, second, secondWaited } = await interleave(world.kernel, {
      first: (kernel) => changeOwnHours.execute(kernel, to("07:00"), tom),
      second: (kernel) => changeOwnHours.execute(kernel, to("06:00"), tom),
    });
    expect(secondWaited).toBe(true);
    expect(first.status).toBe("fulfilled");
    expect(second).toMatchObject({ status: "rejected", reason: { code: "precondition-failed" } });
    expect((await readOwn("tom")).hours.from).toBe("07:00");
  });

  it("go with who the person is", async () => {
    const { id } = await world.actor("una");
    expect((await as("una", "PUT", own, { body: berlin })).status).toBe(200);
    const ada = world.call(await world.actor("ada"));
    await as("ada", "POST", "/people/una@example.org/disable", { body: {} });
    await erasePerson.execute(world.kernel, { person: "una@example.org", reason: "They left." }, ada);
    expect(await ownHours(world.kernel.db.prisma, id)).toBeNull();
    const { rows } = await world.kernel.db.pool.query<{ document: unknown }>(
      "SELECT document FROM working_hours WHERE person_id = $1",
      [id],
    );
    expect(rows).toEqual([{ document: {} }]);
  });
});
