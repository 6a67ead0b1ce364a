import { type AddressInfo, createServer } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { raiseConcern } from "@/lib/gates/raise-concern";
import { disablePerson } from "@/lib/identity/disable-person";
import { testDatabase } from "@/lib/testing/database";
import { makeEntries } from "@/lib/testing/entries";
import { makeNoticed, type Noticed, refusal } from "@/lib/testing/noticed";
import { changeTeamHook } from "./change-team-hook";
import { changeOwnHook } from "./own-settings";
import { repeatDelivery } from "./repeat-delivery";

let noticed: Noticed;
beforeAll(async () => {
  noticed = await makeNoticed((await testDatabase()).url);
});
afterAll(() => noticed.close());
beforeEach(() => noticed.clear());

describe("an e-mail", () => {
  it("arrives once, under a stable id, as text and as HTML, with where one says that one wants none", async () => {
    const { mail, hold, route, deliver, only, listed } = noticed;
    await only("ed", ["email"]);
    await hold();
    await route();
    expect(await deliver()).toBe(1);
    expect(await deliver()).toBe(0);
    expect(mail.received).toHaveLength(1);
    const [{ to, source } = { to: [], source: "" }] = mail.received;
    expect(to).toEqual(["ed@example.org"]);
    const [sent] = await listed("ed");
    expect(sent).toMatchObject({ state: "sent", isOwn: true, notices: 1, attempts: [{ outcome: "sent" }] });
    expect(source).toContain(`Message-ID: <${sent?.id}@example.org>`);
    expect(source).toMatch(/^Subject: Release spoken: cora placed a hold\r$/m);
    expect(source).toMatch(/^List-Unsubscribe: <https:\/\/countersign\.example\.org\/settings\/notices>/m);
    expect(source).toContain("text/plain");
    expect(source).toContain("text/html");
    expect(source).toContain("/releases/spoken/timeline");
  });

  it("is one for a whole digest", async () => {
    const { world, mail, hold, route, deliver, only } = noticed;
    await only("ed", ["email"], "daily");
    await hold();
    await route();
    await hold();
    await route();
    expect(await deliver()).toBe(0);
    world.clock.shift(25 * 3_600_000);
    expect(await deliver()).toBe(1);
    expect(mail.received[0]?.source).toMatch(/^Subject: 2 notices on Release spoken\r$/m);
  });

  it("is not sent to whom it would tell of what they do not see any more, or whose account is disabled", async () => {
    const { world, mail, hold, route, deliver, only, listed, as, release, restrict } = noticed;
    await release({ slug: "closing" });
    await world.person("ron");
    await raiseConcern.execute(world.kernel, { release: "closing", text: "Is it so?" }, await as("ron"));
    await only("ed", ["email"]);
    await only("ron", ["email"]);
    await route();
    await hold("closing");
    await route();
    // The release became one that not everybody sees, and ed has no role there any more.
    await world.kernel.db.prisma.$executeRaw`
      UPDATE role_assignments a SET valid_to = GREATEST(a.valid_from, ${world.clock.now()}), ended = 'revoked' FROM releases r
      WHERE r.id = a.release_id AND r.slug = 'closing' AND a.person_id = ${(await world.actor("ed")).id}::uuid`;
    await restrict("closing");
    await disablePerson.execute(world.kernel, { person: world.emailOf("ron") }, await as("ada"));
    expect(await deliver()).toBe(2);
    expect(mail.received).toEqual([]);
    expect((await listed()).map(({ state }) => state)).toEqual(["dropped", "dropped"]);
  });

  it("is tried again later and later where the server is away, and given up after ten attempts, until somebody repeats it", async () => {
    const { world, mail, hold, route, deliver, only, listed, as } = noticed;
    await only("ed", ["email"]);
    await hold();
    await route();
    const away = { mail: { url: "smtp://127.0.0.1:1", from: "countersign@example.org" } };
    let tried = 0;
    for (let hours = 0; hours < 24 * 5; hours += 1) {
      tried += await deliver(away);
      world.clock.shift(3_600_000);
    }
    expect(tried).toBe(10);
    const [dead] = await listed();
    expect(dead).toMatchObject({ state: "dead", dueAt: null });
    expect(dead?.attempts.map(({ outcome }) => outcome)).toEqual(Array(10).fill("failed"));
    expect(JSON.stringify(dead?.attempts)).not.toContain("ed@example.org");
    const id = dead?.id ?? "";
    expect(await refusal(repeatDelivery.execute(world.kernel, { id }, await as("rita")))).toBe(
      "access-level",
    );
    await repeatDelivery.execute(world.kernel, { id }, await as("ed"));
    expect(await makeEntries(world.kernel.db).last("delivery.repeated")).toMatchObject({
      by: { rule: "own" },
      subjects: { delivery: id },
    });
    expect(await refusal(repeatDelivery.execute(world.kernel, { id }, await as("ed")))).toBe("conflict");
    expect(await deliver()).toBe(1);
    expect(mail.received).toHaveLength(1);
    expect((await listed())[0]).toMatchObject({ id, state: "sent" });
  });

  it("is cut off where the server says nothing, or a byte now and then, and tried again later", async () => {
    const { world, hold, route, deliver, only, listed } = noticed;
    await only("ed", ["email"]);
    await hold();
    await route();
    const drips = new Set<NodeJS.Timeout>();
    for (const drip of [null, "2"]) {
      const server = createServer((socket) => {
        socket.on("error", () => undefined);
        if (drip !== null) drips.add(setInterval(() => socket.write(drip), 20));
      });
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      const url = `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const began = performance.now();
      const limits = { mailMs: 300, postMs: 300, graceMs: 100 };
      const from = "countersign@example.org";
      expect(await deliver({ mail: { url, from }, limits })).toBe(1);
      expect(performance.now() - began).toBeLessThan(5_000);
      for (const each of drips) clearInterval(each);
      server.close();
      world.clock.shift(7_000);
    }
    const problem = "The mail server: it did not take the mail within 1 s.";
    const [mail] = await listed();
    expect(mail).toMatchObject({ state: "failed", attempts: [{ problem }, { problem }] });
    expect(await deliver()).toBe(0);
    world.clock.shift(600_000);
    expect(await deliver()).toBe(1);
    expect((await listed())[0]).toMatchObject({ id: mail?.id, state: "sent" });
  });

  it("is sent by one of several lanes, and by another where one dies in the middle", async () => {
    const { world, mail, hold, route, deliver, only } = noticed;
    for (const name of ["ed", "eve", "rita", "rob", "sid"]) await only(name, ["email"]);
    await hold();
    await route();
    const counts = await Promise.all([deliver(), deliver(), deliver()]);
    expect(counts.reduce((a, b) => a + b, 0)).toBe(5);
    expect(mail.received.map(({ to }) => to[0]).toSorted()).toEqual(
      ["ed", "eve", "rita", "rob", "sid"].map((name) => `${name}@example.org`),
    );
    await hold();
    await route();
    await world.kernel.db.prisma.$executeRaw`
      UPDATE notice_deliveries SET attempts = 1, claimed_until = ${new Date(world.clock.now().getTime() + 60_000)} WHERE state = 'queued'`;
    expect(await deliver()).toBe(0);
    world.clock.shift(61_000);
    expect(await deliver()).toBe(5);
  });
});

describe("a chat message", () => {
  it("is posted to a person's and a team's hook, with what somebody wrote escaped", async () => {
    const { world, receiver, hold, route, deliver, only, as, release, rename } = noticed;
    await only("ed", ["slack"]);
    const title = "A <b> & c";
    await changeOwnHook.execute(world.kernel, { url: `${receiver.url}/ed` }, await as("ed"));
    await changeTeamHook.execute(
      world.kernel,
      { team: "owners", url: `${receiver.url}/owners` },
      await as("lea"),
    );
    await release({ slug: "named" });
    await rename("named", title);
    await hold("named");
    await route();
    await deliver();
    expect(receiver.received.map(({ path }) => path).toSorted()).toEqual(["/ed", "/owners"]);
    const { text } = JSON.parse(receiver.received.at(-1)?.body ?? "") as { text: string };
    expect(text).toContain("*A &lt;b&gt; &amp; c*");
    expect(text).toContain("cora placed a hold");
    expect(await makeEntries(world.kernel.db).last("team.hook-changed")).toMatchObject({
      payload: { isSet: true },
    });
    expect(
      await refusal(changeTeamHook.execute(world.kernel, { team: "owners", url: null }, await as("ed"))),
    ).toBe("access-level");
  });
});
