import { createPublicKey, verify } from "node:crypto";
import type { ServerResponse } from "node:http";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { endpointSecret, verifyingKey } from "@/lib/integrations/webhooks/standard-webhooks";
import { testDatabase } from "@/lib/testing/database";
import { makeEntries } from "@/lib/testing/entries";
import { installationSecret, makeNoticed, type Noticed, refusal } from "@/lib/testing/noticed";
import { eventually } from "@/lib/testing/interleave";
import type { Received } from "@/lib/testing/receiver";
import { createEndpoint } from "./create-endpoint";
import { deliverDue } from "./deliver-jobs";
import type { Scheme } from "./delivery-model";
import { getEndpoint } from "./delivery-queries";
import { listNotices } from "./queries";
import { removeEndpoint } from "./remove-endpoint";
import { rotateSecret } from "./rotate-secret";

let noticed: Noticed;
beforeAll(async () => {
  noticed = await makeNoticed((await testDatabase()).url);
});
afterAll(() => noticed.close());
beforeEach(() => noticed.clear());

const keyOf = ({ scheme, salt }: { scheme: Scheme; salt: string }) =>
  verifyingKey(endpointSecret(installationSecret, { scheme, salt: Buffer.from(salt, "base64") }));
async function add(change: Parameters<Noticed["endpoint"]>[0] = {}) {
  const made = await noticed.endpoint(change);
  return { id: made.id, key: keyOf(made) };
}
const newest = () => noticed.receiver.received.at(-1);
const headersOf = () => (newest()?.headers ?? {}) as Record<string, string>;
const bodyOf = () => newest()?.body ?? "";
const cloud = () => JSON.parse(bodyOf()) as Record<string, unknown>;

/** What the newest message says, by the reference library. It goes by the machine's clock, so it reads at the time of sending. */
function verified(key: string): unknown {
  const sentAt = Number(headersOf()["webhook-timestamp"]) * 1_000;
  vi.useFakeTimers({ now: sentAt, toFake: ["Date"] });
  try {
    return new Webhook(key).verify(bodyOf(), headersOf());
  } finally {
    vi.useRealTimers();
  }
}

describe("a webhook", () => {
  it("is verified by the reference library, and says what happened without names or words", async () => {
    const { receiver, hold, route, deliver, posted } = noticed;
    const { key } = await add();
    await hold();
    await route();
    await deliver();
    expect(receiver.received).toHaveLength(1);
    expect(verified(key)).toMatchObject({
      type: "hold.placed",
      data: { release: "spoken", actor: { kind: "person" } },
    });
    expect(bodyOf()).not.toMatch(/cora|Wait\./);
    const [sent] = await posted();
    expect(headersOf()["webhook-id"]).toBe(sent?.id);
  });

  it("is signed by Ed25519 where the endpoint wants that", async () => {
    const { world, receiver, hold, route, deliver } = noticed;
    const { key, id } = await add({ scheme: "ed25519" });
    await hold();
    await route();
    await deliver();
    expect(key).toMatch(/^whpk_/);
    const shown = await getEndpoint(world.kernel.db.prisma, {
      id,
      actor: await world.actor("ola"),
      now: world.clock.now(),
      keyOf: ({ scheme, salt }) => verifyingKey(endpointSecret(installationSecret, { scheme, salt })),
    });
    expect(shown).toMatchObject({ publicKeys: [key], url: `${receiver.url}/…` });
    const headers = headersOf();
    const signature = headers["webhook-signature"] ?? "";
    expect(signature).toMatch(/^v1a,/);
    const der = Buffer.concat([
      Buffer.from("302a300506032b6570032100", "hex"),
      Buffer.from(key.slice(5), "base64"),
    ]);
    const signed = Buffer.from(`${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${bodyOf()}`);
    const publicKey = createPublicKey({ key: der, format: "der", type: "spki" });
    expect(verify(null, signed, publicKey, Buffer.from(signature.slice(4), "base64"))).toBe(true);
  });

  it("is signed with both secrets while one is rotated, and with the new one alone after", async () => {
    const { world, hold, route, deliver, as } = noticed;
    const { id, key } = await add();
    const next = keyOf(await rotateSecret.execute(world.kernel, { id, overlapHours: 1 }, await as("ada")));
    await hold();
    await route();
    await deliver();
    for (const each of [key, next]) expect(verified(each)).toBeTruthy();
    world.clock.shift(2 * 3_600_000);
    await hold();
    await route();
    await deliver();
    expect((headersOf()["webhook-signature"] ?? "").split(" ")).toHaveLength(1);
    expect(verified(next)).toBeTruthy();
    expect(() => verified(key)).toThrow();
  });

  it("is a CloudEvent in structured mode, or an event of CDEvents where one fits", async () => {
    const { receiver, hold, route, deliver } = noticed;
    await add({ form: "cloudevents" });
    await hold();
    await route();
    await deliver();
    expect(headersOf()["content-type"]).toMatch(/^application\/cloudevents\+json/);
    expect(cloud()).toMatchObject({
      specversion: "1.0",
      source: "https://countersign.example.org",
      type: "dev.countersign.hold.placed",
      subject: "spoken",
      datacontenttype: "application/json",
    });
    await add({ form: "cdevents", filter: { kinds: ["holds"] } });
    await hold();
    await route();
    await deliver();
    // A hold is none of theirs: both messages are to the other endpoint.
    expect(receiver.received).toHaveLength(2);
  });

  it("goes to nobody of a release that not everybody sees", async () => {
    const { receiver, hold, route, deliver, posted, release, restrict } = noticed;
    await add();
    await release({ slug: "hidden", restrictedTo: ["mia"] });
    await hold("hidden");
    await route();
    await deliver();
    expect(await posted()).toEqual([]);
    await release({ slug: "closing" });
    await hold("closing");
    await route();
    await restrict("closing");
    await deliver();
    expect(receiver.received).toEqual([]);
    expect(await posted()).toMatchObject([{ state: "dropped" }]);
  });

  it.each([
    ["redirects", 302, { location: "http://127.0.0.1/elsewhere" }, /redirections are not followed/],
    ["answers that it failed", 500, {}, /It answered 500\./],
    ["answers that it does not know us", 404, {}, /It answered 404\./],
  ])("is tried again where the receiver %s", async (_what, status, headers, problem) => {
    const { receiver, hold, route, deliver, posted } = noticed;
    await add();
    receiver.answer((_request, response) => response.writeHead(status, headers).end());
    await hold();
    await route();
    await deliver();
    const [one] = await posted();
    expect(one).toMatchObject({ state: "failed", attempts: [{ outcome: "failed" }] });
    expect(one?.attempts[0]?.problem).toMatch(problem);
  });

  it("waits for as long as the receiver asks", async () => {
    const { world, receiver, hold, route, deliver, posted } = noticed;
    await add();
    receiver.answer((_request, response) => response.writeHead(429, { "retry-after": "3600" }).end());
    await hold();
    await route();
    const before = world.clock.now().getTime();
    await deliver();
    const due = Date.parse((await posted())[0]?.dueAt ?? "");
    expect(due - before).toBeGreaterThanOrEqual(3_600_000 - 1_000);
  });

  it("is tried again where the receiver lies about its size", async () => {
    const { world, receiver, hold, route, deliver, posted } = noticed;
    await add();
    receiver.answer((_request, response) => {
      response.writeHead(200, { "content-length": "5" });
      response.socket?.write("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\nshort");
      response.socket?.destroy();
    });
    await hold();
    await route();
    await deliver();
    expect((await posted())[0]).toMatchObject({ state: "failed" });
    receiver.answer((_request, response) => response.end("x".repeat(200_000)));
    world.clock.shift(10_000);
    await deliver();
    const [one] = await posted();
    expect(one?.attempts.at(-1)?.problem).toMatch(/longer than/);
  });

  it("ends with an endpoint that answers that it is gone, and its owner is told", async () => {
    const { world, receiver, hold, route, deliver, posted, as } = noticed;
    const { id } = await add();
    receiver.answer((_request, response) => response.writeHead(410).end());
    await hold();
    await hold();
    await route();
    await deliver();
    expect(receiver.received).toHaveLength(1);
    expect((await posted()).map(({ state }) => state).toSorted()).toEqual(["dead", "dropped"]);
    expect(await makeEntries(world.kernel.db).last("webhook.ended")).toMatchObject({
      by: { rule: "worker" },
      subjects: { webhook: id },
      payload: { how: "gone" },
    });
    await route();
    const actor = await world.actor("ada");
    const told = await listNotices(world.kernel.db.prisma, { actor, page: {} });
    expect(told.items[0]).toMatchObject({ type: "webhook.ended", reason: "asked" });
    expect(await refusal(removeEndpoint.execute(world.kernel, { id }, await as("ada")))).toBe("conflict");
  });

  it("is added, rotated and removed by admins alone, once", async () => {
    const { world, as } = noticed;
    const { id } = await add();
    const asked = { title: "Mine", url: "https://hooks.example.org/" };
    expect(await refusal(createEndpoint.execute(world.kernel, asked, await as("cora")))).toBe("access-level");
    expect(await refusal(rotateSecret.execute(world.kernel, { id }, await as("cora")))).toBe("access-level");
    expect(await refusal(removeEndpoint.execute(world.kernel, { id }, await as("ola")))).toBe("access-level");
    const both = await Promise.all(
      [1, 2].map(async () => refusal(removeEndpoint.execute(world.kernel, { id }, await as("ada")))),
    );
    expect(both.toSorted()).toEqual(["conflict", "done"]);
    expect(await refusal(rotateSecret.execute(world.kernel, { id }, await as("ada")))).toBe("conflict");
    expect(await makeEntries(world.kernel.db).last("webhook.ended")).toMatchObject({
      by: { rule: "admin" },
      payload: { how: "removed" },
    });
  });
});

describe("a receiver that is slow", () => {
  const limits = { mailMs: 5_000, postMs: 300, graceMs: 100 };
  const silent = () => undefined;
  /** Says a little now and then, and never ends. */
  const dripping = (_request: Received, response: ServerResponse) => {
    response.writeHead(200);
    const drip = setInterval(() => response.write(" "), 20);
    response.on("close", () => clearInterval(drip));
  };

  it.each([
    ["answers nothing", silent],
    ["answers a byte now and then", dripping],
  ])("and %s is cut off, and sent the same again later", async (_how, answer) => {
    const { world, receiver, hold, route, deliver, posted } = noticed;
    await add();
    receiver.answer(answer);
    await hold();
    await route();
    const [began, now] = [performance.now(), world.clock.now().getTime()];
    expect(await deliver({ limits })).toBe(1);
    expect(performance.now() - began).toBeLessThan(5_000);
    const [one] = await posted();
    expect(one).toMatchObject({
      state: "failed",
      attempts: [{ outcome: "failed", problem: "There was no answer within 1 s." }],
    });
    expect(Date.parse(one?.dueAt ?? "") - now).toBeGreaterThanOrEqual(5_000);
    expect(await deliver({ limits })).toBe(0);
    receiver.answer((_request, response) => response.end());
    world.clock.shift(60_000);
    expect(await deliver({ limits })).toBe(1);
    expect(headersOf()["webhook-id"]).toBe(one?.id);
    expect((await posted())[0]).toMatchObject({ state: "sent", attempts: [{}, { outcome: "sent" }] });
  });

  it("takes one lane, however much waits for it: other posts and mail go past it", async () => {
    const { world, receiver, mail, delivering, hold, route, only, posted } = noticed;
    await add({ title: "Slow", url: `${receiver.url}/slow` });
    for (let times = 0; times < 4; times += 1) await hold();
    await route();
    await add({ title: "Quick", url: `${receiver.url}/quick` });
    await only("ed", ["email"]);
    await hold();
    await route();
    const held: ServerResponse[] = [];
    receiver.answer(({ path }, response) =>
      path === "/slow" ? void held.push(response) : void response.end(),
    );
    const lanes = (["mail", "post", "post", "post"] as const).map((by) =>
      deliverDue(world.kernel, { ...delivering, limits: { ...limits, postMs: 20_000 } }, { by }),
    );
    const quick = () => receiver.received.filter(({ path }) => path === "/quick");
    await eventually(() => quick().length === 1 && mail.received.length === 1);
    expect(held).toHaveLength(1);
    for (let answered = 0; answered < 5; answered += 1) {
      await eventually(() => held.length > answered);
      expect(held).toHaveLength(answered + 1);
      held[answered]?.end();
    }
    await Promise.all(lanes);
    expect((await posted()).map(({ state }) => state)).toEqual(Array(6).fill("sent"));
  });

  it("keeps no worker from ending: what is under way is left, untold, to the next", async () => {
    const { world, receiver, delivering, hold, route, deliver, posted } = noticed;
    await add();
    receiver.answer(silent);
    await hold();
    await hold();
    await route();
    const stop = new AbortController();
    const patient = { ...delivering, limits: { ...limits, postMs: 60_000 } };
    const working = deliverDue(world.kernel, patient, { stopping: stop.signal });
    await eventually(() => receiver.received.length === 1);
    const id = headersOf()["webhook-id"];
    const began = performance.now();
    stop.abort();
    expect(await working).toBe(0);
    expect(performance.now() - began).toBeLessThan(5_000);
    expect(await deliverDue(world.kernel, patient, { stopping: stop.signal })).toBe(0);
    expect((await posted()).map(({ attempts }) => attempts)).toEqual([[], []]);
    receiver.answer((_request, response) => response.end());
    expect(await deliver()).toBe(2);
    expect(receiver.received[0]?.headers["webhook-id"]).toBe(id);
  });

  it("has until the end of the grace to take what is under way", async () => {
    const { world, receiver, delivering, hold, route, posted } = noticed;
    await add();
    const stop = new AbortController();
    receiver.answer((_request, response) => {
      stop.abort();
      setTimeout(() => response.end(), 50);
    });
    await hold();
    await route();
    const patient = { ...delivering, limits: { ...limits, postMs: 20_000, graceMs: 10_000 } };
    expect(await deliverDue(world.kernel, patient, { stopping: stop.signal })).toBe(1);
    expect((await posted())[0]).toMatchObject({ state: "sent" });
  });
});
