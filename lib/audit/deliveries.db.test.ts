import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { isSignedWebhook, webhookSecret } from "@/lib/integrations/webhooks/standard-webhooks";
import { testDatabase } from "@/lib/testing/database";
import { attachmentOf } from "@/lib/testing/mail-server";
import { makeOutside, type Outside } from "@/lib/testing/outside";
import { signLog } from "@/lib/testing/sign-log";
import { makeWorld, type World } from "@/lib/testing/world";
import { deliverCheckpoint, type DeliverySettings } from "./delivery-jobs";
import { listDeliveries } from "./delivery-queries";
import type { DeliveryKind } from "./delivery-rules";
import { findCheckpoint } from "./proof-queries";

const secret = "a secret of at least 32 characters";
let world: World;
let folder: string;
let outside: Outside;
let receiver: Outside["receiver"];
let mail: Outside["mail"];
let settings: DeliverySettings;

beforeAll(async () => {
  outside = await makeOutside();
  ({ receiver, mail } = outside);
});
afterAll(() => outside.close());

beforeEach(async () => {
  const { url } = await testDatabase();
  world = await makeWorld(url);
  folder = await mkdtemp(join(tmpdir(), "checkpoints-"));
  outside.clear();
  settings = {
    COUNTERSIGN_SECRET: secret,
    COUNTERSIGN_ALLOWED_PRIVATE_HOSTS: "127.0.0.1",
    COUNTERSIGN_CHECKPOINT_DIR: folder,
    COUNTERSIGN_CHECKPOINT_WEBHOOK: `${receiver.url}/log?key=hidden`,
    COUNTERSIGN_CHECKPOINT_WEBHOOK_MINUTES: 10,
    COUNTERSIGN_CHECKPOINT_EMAILS: ["audit@example.org"],
    COUNTERSIGN_CHECKPOINT_EMAIL_HOURS: 24,
    COUNTERSIGN_SMTP_URL: mail.url,
    COUNTERSIGN_MAIL_FROM: "countersign@example.org",
  };
  for (const name of ["ann", "ben"]) await world.person(name);
  await signLog(world.kernel);
  return async () => {
    await world.close();
    await rm(folder, { recursive: true });
  };
});

const deliver = (kind: DeliveryKind, change: Partial<DeliverySettings> = {}) =>
  deliverCheckpoint(world.kernel, kind, { ...settings, ...change });
const newest = async () => (await findCheckpoint(world.kernel.db.prisma)) ?? { size: 0, note: "" };
const rows = () => world.kernel.db.prisma.ledgerCheckpointDelivery.findMany({ orderBy: { id: "asc" } });

async function grow(name: string): Promise<void> {
  await world.person(name);
  await signLog(world.kernel);
}

describe("a checkpoint in a folder", () => {
  it("is a file named by its size, once for each checkpoint", async () => {
    const first = await newest();
    expect(await deliver("file")).toBe(true);
    expect(await deliver("file")).toBe(false);
    await grow("cem");
    const second = await newest();
    expect(await deliver("file")).toBe(true);
    expect(await readFile(join(folder, `${first.size}.txt`), "utf8")).toBe(first.note);
    expect(await readFile(join(folder, `${second.size}.txt`), "utf8")).toBe(second.note);
    expect((await readdir(folder)).toSorted()).toEqual(
      [`${first.size}.txt`, `${second.size}.txt`].toSorted(),
    );
  });

  it("completes what was cut off, and leaves what is there", async () => {
    const { size, note } = await newest();
    await writeFile(join(folder, `${size}.txt`), note.slice(0, 20));
    await deliver("file");
    expect(await readFile(join(folder, `${size}.txt`), "utf8")).toBe(note);
    expect(await rows()).toMatchObject([{ outcome: "delivered" }]);
  });

  it("is refused where a file of its size says something else; the next one is delivered", async () => {
    const { size, note } = await newest();
    const other = note.replace(/\n[^\n]+\n\n/, `\n${"A".repeat(43)}=\n\n`);
    await writeFile(join(folder, `${size}.txt`), other);
    await deliver("file");
    expect(await readFile(join(folder, `${size}.txt`), "utf8")).toBe(other);
    expect(await rows()).toMatchObject([{ outcome: "refused", problem: expect.stringContaining("forked") }]);
    await grow("cem");
    await deliver("file");
    expect((await rows()).map(({ outcome }) => outcome)).toEqual(["refused", "delivered"]);
  });

  it("makes no folder that is not there, and tries again", async () => {
    const gone = join(folder, "share");
    await deliver("file", { COUNTERSIGN_CHECKPOINT_DIR: gone });
    expect(await rows()).toMatchObject([
      { outcome: "open", attempts: 1, problem: expect.stringContaining("no such folder") },
    ]);
    expect(await deliver("file")).toBe(false);
    world.clock.shift(6_000);
    expect(await deliver("file")).toBe(true);
    expect(await rows()).toMatchObject([{ outcome: "delivered", attempts: 2, problem: null }]);
  });
});

describe("a checkpoint by webhook", () => {
  it("is posted as text and signed, at its pace however the log grows", async () => {
    const { note } = await newest();
    await deliver("webhook");
    const [{ headers, body, path } = { headers: {}, body: "", path: "" }] = receiver.received;
    expect(path).toBe("/log?key=hidden");
    expect(body).toBe(note);
    expect(headers["content-type"]).toBe("text/plain; charset=utf-8");
    const [row] = await rows();
    const given = new Headers(Object.entries(headers).map(([name, value]) => [name, String(value)]));
    const asked = { id: row?.id ?? "", body, now: world.clock.now(), secret: webhookSecret(secret) };
    expect(isSignedWebhook(given, asked)).toBe(true);
    await grow("cem");
    world.clock.shift(9 * 60_000);
    expect(await deliver("webhook")).toBe(false);
    world.clock.shift(60_000);
    expect(await deliver("webhook")).toBe(true);
    expect(receiver.received[1]?.body).toBe((await newest()).note);
  });

  it("is tried again under the same id, with longer and longer pauses, until it is taken", async () => {
    receiver.answer((_request, response) => response.writeHead(503).end());
    await deliver("webhook");
    for (const pause of [5_000, 10_000]) {
      world.clock.shift(pause - 1_000);
      expect(await deliver("webhook")).toBe(false);
      world.clock.shift(1_000);
      expect(await deliver("webhook")).toBe(true);
    }
    await grow("cem");
    expect(receiver.received).toHaveLength(3);
    const before = receiver.received.map(({ headers, body }) => [headers["webhook-id"], body]);
    expect(await rows()).toMatchObject([{ outcome: "open", attempts: 3, problem: "It answered 503." }]);
    receiver.answer((_request, response) => response.end());
    world.clock.shift(3_600_000);
    await deliver("webhook");
    const after = receiver.received.map(({ headers, body }) => [headers["webhook-id"], body]);
    expect(new Set([...before, ...after].map(String)).size).toBe(1);
    // The pace counts from the beginning, so what the log grew by follows at once.
    expect(await deliver("webhook")).toBe(true);
    expect(receiver.received.at(-1)?.body).toBe((await newest()).note);
  });

  it("is sent again under its id where the worker died before it could say that it was sent", async () => {
    const dying: typeof world.kernel = {
      ...world.kernel,
      clock: { ...world.clock, now: () => world.clock.now() },
    };
    receiver.answer((_request, response) => {
      // As if ended: nothing can be recorded any more.
      Object.assign(dying.clock, {
        now: () => {
          throw new Error("ended");
        },
      });
      response.end();
    });
    await expect(deliverCheckpoint(dying, "webhook", settings)).rejects.toThrow("ended");
    const [first] = receiver.received;
    expect(await rows()).toMatchObject([{ outcome: "open", attempts: 1 }]);
    receiver.answer((_request, response) => response.end());
    world.clock.shift(5_000);
    await deliver("webhook");
    expect(receiver.received[0]?.headers["webhook-id"]).toBe(first?.headers["webhook-id"]);
    expect(receiver.received[0]?.body).toBe(first?.body);
    expect(await rows()).toMatchObject([{ outcome: "delivered", attempts: 2 }]);
  });

  it("keeps nothing from being signed while it waits for its answer", async () => {
    let answer = () => {};
    const asked = new Promise<void>((reached) =>
      receiver.answer((_request, response) => {
        answer = () => void response.end();
        reached();
      }),
    );
    const delivering = deliver("webhook");
    await asked;
    await world.person("cem");
    expect((await signLog(world.kernel)).kind).toBe("signed");
    answer();
    expect(await delivering).toBe(true);
  });

  it("is sent by one of several workers, also where the clock jumps meanwhile", async () => {
    let answerNow = () => undefined as void;
    const arrived = new Promise<void>((resolve) => {
      receiver.answer((_request, response) => {
        answerNow = () => void response.end();
        resolve();
      });
    });
    const first = deliver("webhook");
    await arrived;
    world.clock.shift(400 * 86_400_000);
    expect(await Promise.all([deliver("webhook"), deliver("webhook")])).toEqual([false, false]);
    answerNow();
    expect(await first).toBe(true);
    expect(receiver.received).toHaveLength(1);
  });

  it("does not go to a private address that is not allowed, nor where it is redirected to", async () => {
    await deliver("webhook", { COUNTERSIGN_ALLOWED_PRIVATE_HOSTS: "" });
    expect(receiver.received).toHaveLength(0);
    expect((await rows())[0]?.problem).toMatch(/^Refused: 127\.0\.0\.1 is not a public address/);
    receiver.answer((_request, response) => response.writeHead(302, { location: "/else?key=other" }).end());
    world.clock.shift(5_000);
    await deliver("webhook");
    expect(receiver.received).toHaveLength(1);
    expect((await rows())[0]?.problem).toBe("It redirects (302), and redirections are not followed.");
  });
});

describe("a checkpoint by e-mail", () => {
  it("comes once a day, with the checkpoint attached and an id that stays", async () => {
    const { size, note } = await newest();
    await deliver("email");
    const [row] = await rows();
    expect(mail.received).toHaveLength(1);
    expect(mail.received[0]?.source).toContain(`Message-ID: <${row?.id}@example.org>`);
    const [one] = mail.received;
    expect(one && attachmentOf(one, `${size}.txt`)).toBe(note);
    await grow("cem");
    world.clock.shift(23 * 3_600_000);
    expect(await deliver("email")).toBe(false);
    world.clock.shift(3_600_000);
    expect(await deliver("email")).toBe(true);
    expect(mail.received).toHaveLength(2);
  });

  it("that the server does not take is tried again, and what is kept of it names neither address nor password", async () => {
    const url = "smtp://sender:hidden@127.0.0.1:1";
    await deliver("email", { COUNTERSIGN_SMTP_URL: url });
    const { items } = await listDeliveries(world.kernel.db.prisma, await world.person("ola", "auditor"), {});
    expect(items).toMatchObject([
      { kind: "email", outcome: "open", problem: expect.stringContaining("cannot be reached") },
    ]);
    expect(items[0]?.nextTryAt).not.toBeNull();
    expect(JSON.stringify(await rows().then((all) => all.map(({ size: _size, ...row }) => row)))).not.toMatch(
      /hidden|example\.org/,
    );
  });
});

describe("deliveries", () => {
  it("by a way that is not set up do not begin", async () => {
    const bare: DeliverySettings = {
      COUNTERSIGN_SECRET: secret,
      COUNTERSIGN_CHECKPOINT_WEBHOOK_MINUTES: 10,
      COUNTERSIGN_CHECKPOINT_EMAIL_HOURS: 24,
    };
    for (const kind of ["file", "webhook", "email"] as const)
      expect(await deliverCheckpoint(world.kernel, kind, bare)).toBe(false);
    expect(await rows()).toEqual([]);
  });

  it("are listed newest first, page by page, for admins and auditors alone", async () => {
    for (const kind of ["file", "webhook", "email"] as const) await deliver(kind);
    const { prisma } = world.kernel.db;
    const auditor = await world.person("ola", "auditor");
    const first = await listDeliveries(prisma, auditor, { limit: 2 });
    const rest = await listDeliveries(prisma, auditor, { limit: 2, cursor: first.nextCursor ?? "" });
    expect([...first.items, ...rest.items].map(({ kind }) => kind)).toEqual(["email", "webhook", "file"]);
    await expect(listDeliveries(prisma, await world.actor("ann"), {})).rejects.toMatchObject({
      code: "access-level",
    });
  });

  it("that are over are kept as they are", async () => {
    await deliver("file");
    const { pool } = world.kernel.db;
    await expect(pool.query("UPDATE ledger_checkpoint_deliveries SET outcome = 'open'")).rejects.toThrow();
    await expect(pool.query("DELETE FROM ledger_checkpoint_deliveries")).rejects.toThrow(/denied/);
    await expect(pool.query("UPDATE ledger_checkpoint_deliveries SET size = 1")).rejects.toThrow(/denied/);
  });
});
