import ICAL from "ical.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testSite } from "@/lib/testing/api";
import { testDatabase } from "@/lib/testing/database";
import { releaseBody } from "@/lib/testing/release-documents";
import { makeReleaseWorld, type ReleaseWorld } from "@/lib/testing/release-world";
import { AppError } from "@/lib/platform/errors";
import { answerFeed } from "./feed";

let world: ReleaseWorld;
const dayMs = 86_400_000;

beforeAll(async () => {
  world = await makeReleaseWorld((await testDatabase()).url);
});
afterAll(() => world.close());

const local = (days: number) =>
  `${new Date(world.clock.now().getTime() + days * dayMs).toISOString().slice(0, 10)}T15:00`;
const addressFor = async (by: string) =>
  (await world.ok<{ url: string }>(by, "POST", `/people/${by}@example.org/calendar-address`, {})).url;
const call = (title: string, more: Record<string, unknown>, by = "champ") =>
  world.ok<{ review: string }>(by, "POST", "/reviews", { title, start: local(2), zone: "UTC", ...more });

async function asked(url: string): Promise<{ status: number; text: string; headers: Headers }> {
  try {
    const answer = await answerFeed(
      new Request(url, { headers: { host: new URL(testSite.url).host } }),
      world.kernel,
    );
    return { status: answer.status, text: await answer.text(), headers: answer.headers };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { status: error.code === "not-found" ? 404 : 0, text: error.code, headers: new Headers() };
  }
}
async function titlesIn(url: string): Promise<string[]> {
  const { text } = await asked(url);
  const events = new ICAL.Component(ICAL.parse(text) as unknown[]).getAllSubcomponents("vevent");
  return events.map((event) => new ICAL.Event(event).summary).sort();
}

describe("a calendar address", () => {
  it("tells a calendar program the reviews of its person: called by them, invited to by name or role, or as champion", async () => {
    await world.ok("champ", "POST", "/releases", releaseBody("fed"));
    const covers = { releases: ["fed"] };
    await call("By champion's release", { covers }, "outsider");
    await call(
      "By name",
      { covers: { teams: ["guards"] }, invited: { people: ["keeper@example.org"] } },
      "outsider",
    );
    await call("By role", { covers, invited: { roles: ["security"] } }, "outsider");
    await call("Of nobody here", { covers: { teams: ["guards"] } }, "admin");
    const url = await addressFor("champ");
    const { status, headers } = await asked(url);
    expect([status, headers.get("content-type"), headers.get("cache-control")]).toEqual([
      200,
      "text/calendar; charset=utf-8",
      "private, max-age=300",
    ]);
    expect(await titlesIn(url)).toEqual(["By champion's release", "By role"]);
    expect(await titlesIn(await addressFor("sec"))).toEqual(["By role"]);
    expect(await titlesIn(await addressFor("keeper"))).toEqual(["By name"]);
    expect(await titlesIn(await addressFor("outsider"))).toEqual([
      "By champion's release",
      "By name",
      "By role",
    ]);
  });

  it("tells of a restricted release only those who see it", async () => {
    const hidden = releaseBody("unfed", {
      title: "Unspoken",
      restrictedTo: ["champ@example.org"],
      roles: {},
    });
    await world.ok("champ", "POST", "/releases", hidden);
    const invited = { people: ["keeper@example.org", "champ@example.org"] };
    await call("Hushed", { covers: { releases: ["unfed"] }, invited });
    await call("Wide", { covers: { components: ["silero-vad"] }, invited });
    const own = (await asked(await addressFor("champ"))).text.replaceAll("\r\n ", "");
    const others = (await asked(await addressFor("keeper"))).text.replaceAll("\r\n ", "");
    expect([own.includes("Hushed"), own.includes("Unspoken"), own.includes("Wide")]).toEqual([
      true,
      true,
      true,
    ]);
    expect([others.includes("Hushed"), others.includes("Unspoken"), others.includes("Wide")]).toEqual([
      false,
      false,
      true,
    ]);
  });

  it("is kept as a hash, replaced by a new one, ended by its person or an admin, and dead with the account", async () => {
    const first = await addressFor("lead");
    expect((await world.entries()).at(-1)).toMatchObject({
      type: "calendar-address.made",
      payload: { replaces: false },
    });
    const token = new URL(first).searchParams.get("token") ?? "";
    const rows = await world.kernel.db.prisma.calendarAddress.findMany();
    expect(JSON.stringify(rows)).not.toContain(token);
    const second = await addressFor("lead");
    expect([(await asked(first)).status, (await asked(second)).status]).toEqual([404, 200]);
    const path = "/people/lead@example.org/calendar-address";
    expect(await world.refused("champ", "DELETE", path)).toMatchObject({ status: 403 });
    expect(await world.refused("admin", "POST", path, {})).toMatchObject({ status: 403, code: "own-only" });
    await world.ok("admin", "DELETE", path);
    expect((await world.entries()).at(-1)).toMatchObject({ type: "calendar-address.revoked" });
    expect((await asked(second)).status).toBe(404);
    expect(await world.refused("lead", "DELETE", path)).toMatchObject({ status: 404 });
    const third = await addressFor("lead");
    await world.ok("admin", "POST", "/people/lead@example.org/disable");
    expect((await asked(third)).status).toBe(404);
    expect((await world.entries()).at(-1)).toMatchObject({
      type: "person.disabled",
      payload: { calendarAddress: true },
    });
    // Like a token it does not come back with the account: whoever kept it would read on.
    await world.ok("admin", "POST", "/people/lead@example.org/enable");
    expect((await asked(third)).status).toBe(404);
  });

  it("opens nothing else, no session or token opens it, and guessing is counted", async () => {
    const url = await addressFor("champ2");
    const token = new URL(url).searchParams.get("token") ?? "";
    expect((await world.api.request("GET", "/me", { token })).status).toBe(401);
    const feed = `${testSite.url}/reviews.ics`;
    const guess = `${feed}?token=${world.tokens.get("champ2") ?? ""}`;
    for (const wrong of [feed, `${feed}?token=`, `${feed}?token=x`, guess])
      expect((await asked(wrong)).status).toBe(404);
    const many = await Promise.all(Array.from({ length: 130 }, () => asked(guess)));
    expect(many.some(({ text }) => text === "too-many-attempts")).toBe(true);
    expect((await asked(url)).status).toBe(200);
  });
});
