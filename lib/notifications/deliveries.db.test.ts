import { createPublicKey, verify } from "node:crypto";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { placeHold } from "@/lib/releases/place-hold";
import { disablePerson } from "@/lib/identity/disable-person";
import { endpointSecret, verifyingKey } from "@/lib/integrations/webhooks/standard-webhooks";
import { AppError } from "@/lib/platform/errors";
import { parseAllowedHosts, noHosts } from "@/lib/platform/public-addresses";
import { testDatabase } from "@/lib/testing/database";
import { makeEntries } from "@/lib/testing/entries";
import { makeMailServer } from "@/lib/testing/mail-server";
import { numberEntries } from "@/lib/testing/number-entries";
import { makeReceiver, type Receiver } from "@/lib/testing/receiver";
import { makeWorld, type World } from "@/lib/testing/world";
import { changeTeamHook } from "./change-team-hook";
import { createEndpoint } from "./create-endpoint";
import { deliverDue, type Delivering } from "./deliver-jobs";
import type { Scheme } from "./delivery-model";
import { getEndpoint, listDeliveries } from "./delivery-queries";
import { changeOwnHook, changeOwnRules } from "./own-settings";
import { listNotices } from "./queries";
import { removeEndpoint } from "./remove-endpoint";
import { repeatDelivery } from "./repeat-delivery";
import { rotateSecret } from "./rotate-secret";
import { routeEntries } from "./routing-jobs";

const secret = "a secret of at least thirty-two characters";
let world: World;
let receiver: Receiver;
let mail: Awaited<ReturnType<typeof makeMailServer>>;
let delivering: Delivering;

beforeAll(async () => {
  receiver = await makeReceiver();
  mail = await makeMailServer();
});
afterAll(async () => {
  await receiver.close();
  await mail.close();
});
beforeEach(async () => {
  const { url } = await testDatabase();
  world = await makeWorld(url);
  await world.release({ slug: "spoken" });
  receiver.answer((_request, response) => response.end());
  mail.received.length = 0;
  delivering = {
    site: "https://countersign.example.org",
    secret,
    allowed: parseAllowedHosts("127.0.0.1") ?? noHosts,
    mail: { url: mail.url, from: "countersign@example.org" },
  };
  await numberEntries(world.kernel.db);
  await world.kernel.db.prisma
    .$executeRaw`UPDATE notice_cursors SET seq = (SELECT max(seq) FROM ledger_sequence)`;
  return () => world.close();
});

const as = async (name: string) => world.call(await world.actor(name));
const hold = async (release = "spoken") =>
  placeHold.execute(world.kernel, { release, reason: "Wait." }, await as("cora"));
async function route(): Promise<void> {
  await numberEntries(world.kernel.db);
  while ((await routeEntries(world.kernel, { email: true })) > 0);
}
const deliver = () => deliverDue(world.kernel, delivering);
const only = async (name: string, by: ("email" | "slack")[], when: "at-once" | "daily" = "at-once") =>
  changeOwnRules.execute(world.kernel, { rules: { topics: { holds: { by, when } } } }, await as(name));
async function everybodySilent(): Promise<void> {
  for (const name of ["cy", "ed", "eve", "rita", "rob", "sid", "lea"]) await only(name, []);
}
const listed = async (name = "ada") => {
  const actor = await world.actor(name);
  return (await listDeliveries(world.kernel.db.prisma, { actor, page: {} })).items;
};
const posted = async () => (await listed()).filter(({ channel }) => channel === "webhook");
const refusal = (asked: Promise<unknown>) =>
  asked.then(
    () => "done",
    (error: unknown) => (error instanceof AppError ? error.code : String(error)),
  );
const add = async (change: Partial<Parameters<typeof createEndpoint.execute>[1]> = {}) => {
  const made = await createEndpoint.execute(
    world.kernel,
    { title: "Deploys", url: `${receiver.url}/hook`, filter: { kinds: ["holds"] }, ...change },
    await as("ada"),
  );
  return { id: made.id, key: keyOf(made) };
};
const keyOf = ({ scheme, salt }: { scheme: Scheme; salt: string }) =>
  verifyingKey(endpointSecret(secret, { scheme, salt: Buffer.from(salt, "base64") }));
const headersOf = () => (receiver.received.at(-1)?.headers ?? {}) as Record<string, string>;
const bodyOf = () => receiver.received.at(-1)?.body ?? "";
const cloud = () => JSON.parse(bodyOf()) as Record<string, unknown>;

describe("an e-mail", () => {
  it("arrives once, under a stable id, as text and as HTML, with where one says that one wants none", async () => {
    await everybodySilent();
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
    await everybodySilent();
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
    await everybodySilent();
    await only("ed", ["email"]);
    await only("rita", ["email"]);
    await hold();
    await route();
    // The release became one that not everybody sees, and ed has no role there any more.
    const owner = world.kernel.db;
    await owner.prisma
      .$executeRaw`UPDATE role_assignments SET valid_to = now(), ended = 'revoked' WHERE person_id = ${(await world.actor("ed")).id}::uuid`;
    await restrict();
    await disablePerson.execute(world.kernel, { person: world.emailOf("rita") }, await as("ada"));
    expect(await deliver()).toBe(2);
    expect(mail.received).toEqual([]);
    expect((await listed()).map(({ state }) => state)).toEqual(["dropped", "dropped"]);
  });

  it("is tried again later and later where the server is away, and given up after ten attempts, until somebody repeats it", async () => {
    await everybodySilent();
    await only("ed", ["email"]);
    await hold();
    await route();
    delivering = { ...delivering, mail: { url: "smtp://127.0.0.1:1", from: "countersign@example.org" } };
    let tried = 0;
    for (let hours = 0; hours < 24 * 5; hours += 1) {
      tried += await deliver();
      world.clock.shift(3_600_000);
    }
    expect(tried).toBe(10);
    const [dead] = await listed();
    expect(dead).toMatchObject({ state: "dead", dueAt: null });
    expect(dead?.attempts.map(({ outcome }) => outcome)).toEqual(Array(10).fill("failed"));
    expect(JSON.stringify(dead?.attempts)).not.toContain("ed@example.org");
    delivering = { ...delivering, mail: { url: mail.url, from: "countersign@example.org" } };
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

  it("is sent by one of several lanes, and by another where one dies in the middle", async () => {
    await everybodySilent();
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
    await everybodySilent();
    await only("ed", ["slack"]);
    const title = "A <b> & c";
    await changeOwnHook.execute(world.kernel, { url: `${receiver.url}/ed` }, await as("ed"));
    await changeTeamHook.execute(
      world.kernel,
      { team: "owners", url: `${receiver.url}/owners` },
      await as("lea"),
    );
    await named(title);
    await hold();
    await route();
    await deliver();
    expect(receiver.received.map(({ path }) => path).toSorted()).toEqual(["/ed", "/owners"]);
    const { text } = JSON.parse(bodyOf()) as { text: string };
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

describe("a webhook", () => {
  it("is verified by the reference library, and says what happened without names or words", async () => {
    const { key } = await add();
    await hold();
    await route();
    await deliver();
    expect(receiver.received).toHaveLength(1);
    const read = new Webhook(key).verify(bodyOf(), headersOf()) as Record<string, unknown>;
    expect(read).toMatchObject({
      type: "hold.placed",
      data: { release: "spoken", actor: { kind: "person" } },
    });
    expect(bodyOf()).not.toMatch(/cora|Wait\./);
    const [sent] = await posted();
    expect(headersOf()["webhook-id"]).toBe(sent?.id);
  });

  it("is signed by Ed25519 where the endpoint wants that", async () => {
    const { key, id } = await add({ scheme: "ed25519" });
    await hold();
    await route();
    await deliver();
    expect(key).toMatch(/^whpk_/);
    const shown = await getEndpoint(world.kernel.db.prisma, {
      id,
      actor: await world.actor("ola"),
      now: world.clock.now(),
      keyOf: ({ scheme, salt }) => verifyingKey(endpointSecret(secret, { scheme, salt })),
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
    const { id, key } = await add();
    const next = keyOf(await rotateSecret.execute(world.kernel, { id, overlapHours: 1 }, await as("ada")));
    await hold();
    await route();
    await deliver();
    for (const each of [key, next]) expect(new Webhook(each).verify(bodyOf(), headersOf())).toBeTruthy();
    world.clock.shift(2 * 3_600_000);
    await hold();
    await route();
    await deliver();
    // The library goes by the machine's clock.
    const headers = headersOf();
    expect((headers["webhook-signature"] ?? "").split(" ")).toHaveLength(1);
    const at = new Date(Number(headers["webhook-timestamp"]) * 1_000);
    expect(new Webhook(next).sign(headers["webhook-id"] ?? "", at, bodyOf())).toBe(
      headers["webhook-signature"],
    );
  });

  it("is a CloudEvent in structured mode, or an event of CDEvents where one fits", async () => {
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
    await add();
    await world.release({ slug: "hidden", restrictedTo: ["mia"] });
    await hold("hidden");
    await route();
    await deliver();
    expect(await posted()).toEqual([]);
    await hold();
    await route();
    await restrict();
    await deliver();
    expect(receiver.received).toEqual([]);
    expect(await posted()).toMatchObject([{ state: "dropped" }]);
  });

  it.each([
    ["redirects", 302, { location: "http://127.0.0.1/elsewhere" }, /redirections are not followed/],
    ["answers that it failed", 500, {}, /It answered 500\./],
    ["answers that it does not know us", 404, {}, /It answered 404\./],
  ])("is tried again where the receiver %s", async (_what, status, headers, problem) => {
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

/** Nothing of the product makes a release restricted or renames it later; tests do, past its triggers. */
async function pastTriggers(statement: string, ...values: unknown[]): Promise<void> {
  const owner = await ownerOf();
  await owner.query("SET session_replication_role = replica");
  await owner.query(statement, values);
  await owner.end();
}
const restrict = () => pastTriggers("UPDATE releases SET restricted = TRUE WHERE slug = 'spoken'");
const named = (title: string) => pastTriggers("UPDATE releases SET title = $1 WHERE slug = 'spoken'", title);

async function ownerOf() {
  const { Client } = (await import("pg")).default;
  const { rows } = await world.kernel.db.pool.query<{ name: string }>("SELECT current_database() AS name");
  const url = new URL((world.kernel.db.pool.options as { connectionString?: string }).connectionString ?? "");
  url.pathname = `/${rows[0]?.name ?? ""}`;
  const client = new Client({ connectionString: url.toString() });
  await client.connect();
  return client;
}
