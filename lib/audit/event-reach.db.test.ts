import { afterAll, beforeAll, expect, it } from "vitest";
import { testDatabase } from "@/lib/testing/database";
import { numberEntries } from "@/lib/testing/number-entries";
import { releaseBody, rightsFor } from "@/lib/testing/release-documents";
import { makeReleaseWorld, type ReleaseWorld } from "@/lib/testing/release-world";
import { reaches } from "./event-reach";
import { lastSequence } from "./queries";

let world: ReleaseWorld;

beforeAll(async () => {
  world = await makeReleaseWorld((await testDatabase()).url);
  const rights = [
    ...rightsFor("keepers", ["component.register", "template.publish", "rights.change", "pool.change"]),
    ...rightsFor("release-champion", ["release.create"]),
    ...rightsFor("technical-lead", ["freeze.set", "freeze.override", "hold.place", "hold.lift"]),
  ];
  await world.ok("keeper", "PUT", "/rights", { rights });
  for (const slug of ["shown", "other"]) await world.ok("champ", "POST", "/releases", releaseBody(slug));
});
afterAll(() => world.close());

/** Types of the entries that an open page of the release `shown` reads itself anew for, of all that are told while `acts` run. */
async function heard(acts: () => Promise<void>, by = "outsider"): Promise<string[]> {
  const { db } = world.kernel;
  await numberEntries(db);
  const from = await lastSequence(db.prisma);
  await acts();
  await numberEntries(db);
  const last = await lastSequence(db.prisma);
  const headers = { "last-event-id": String(from) };
  const answer = await world.api.request("GET", "/events", { token: world.tokens.get(by), headers });
  const reader = (answer.body as ReadableStream<Uint8Array>).getReader();
  let text = "";
  while (!text.includes(`id: ${last}\nevent: entry\n`)) {
    const { done, value } = await reader.read();
    if (done) break;
    text += new TextDecoder().decode(value);
  }
  await reader.cancel();
  const told = text.split("\n\n").filter((each) => each.includes("\nevent: entry\n"));
  return told
    .map((each) => each.replace(/^[^]*\ndata: /, ""))
    .filter((data) => reaches("shown", data))
    .map((data) => (JSON.parse(data) as { type: string }).type);
}

const iso = (after: number) => new Date(world.clock.now().getTime() + after).toISOString();

it("tells an open page of a release when a freeze is set or ended, though its entry names no release", async () => {
  const types = await heard(async () => {
    const { id } = await world.ok<{ id: string }>("lead", "POST", "/freezes", {
      title: "Year end",
      reason: "Nobody is on call.",
      once: { from: iso(-3_600_000), until: iso(3_600_000) },
    });
    await world.ok("lead", "POST", `/freezes/${id}/end`, { reason: "Somebody is." });
  });
  expect(types).toEqual(["freeze.set", "freeze.ended"]);
});

it("tells it when the whole organisation is held and released", async () => {
  const types = await heard(async () => {
    const { id } = await world.ok<{ id: string }>("lead", "POST", "/holds", {
      reason: "The network is down.",
    });
    await world.ok("lead", "POST", `/holds/${id}/lift`, { reason: "It is back." });
  });
  expect(types).toEqual(["hold.placed", "hold.lifted"]);
});

it("tells it of rights and of its own changes, and leaves it alone where another release changes", async () => {
  const types = await heard(async () => {
    for (const slug of ["shown", "other"])
      await world.ok("champ", "POST", `/releases/${slug}/concerns`, { text: "The sample may be small." });
    await world.person("newcomer");
  });
  expect(types).toEqual(["concern.raised", "person.created"]);
});

it("reads nothing into what is no event", () => {
  expect(["", "{", "null", "[]", "{}", '"shown"'].filter((data) => reaches("shown", data))).toEqual([]);
});
