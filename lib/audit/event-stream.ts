import { EventEmitter } from "node:events";
import type { Actor } from "@/lib/identity/actor";
import { readActor } from "@/lib/identity/read-actor";
import type { Kernel } from "@/lib/platform/command";
import type { Db } from "@/lib/platform/db";
import { lastSequence, listEntries } from "./queries";
import type { EntryView } from "./schemas";
import { ledgerChannel } from "./sequencer";

const pollMs = 1_000;
const heartbeatMs = 15_000;
const batch = 200;

/** Wakes every open stream on a database; one connection listens for all of them, until the database is closed. */
interface Hub {
  wake: EventEmitter;
}
const slot = globalThis as typeof globalThis & { countersignHubs?: WeakMap<Db, Hub> };

function hub(db: Db): Hub {
  slot.countersignHubs ??= new WeakMap();
  const known = slot.countersignHubs.get(db);
  if (known !== undefined) return known;
  const wake = new EventEmitter().setMaxListeners(0);
  poll(db, wake);
  listen(db, wake);
  slot.countersignHubs.set(db, { wake });
  return { wake };
}

/** Looks for itself, because a notification is only a hint: once a second for all streams together. */
function poll(db: Db, wake: EventEmitter): void {
  let known = 0;
  let wokenAt = 0;
  const timer = setInterval(() => {
    lastSequence(db.prisma)
      .then((head) => {
        if (head === known && Date.now() - wokenAt < heartbeatMs) return;
        known = head;
        wokenAt = Date.now();
        wake.emit("wake");
      })
      .catch(() => undefined);
  }, pollMs).unref();
  db.closing.addEventListener("abort", () => clearInterval(timer));
}

/** Keeps one connection listening; when it breaks, the poll goes on and a new one is tried. */
function listen(db: Db, wake: EventEmitter): void {
  const again = () => {
    if (!db.closing.aborted) setTimeout(() => listen(db, wake), 2_000).unref();
  };
  db.pool
    .connect()
    .then(async (client) => {
      const drop = () => {
        db.closing.removeEventListener("abort", drop);
        client.removeAllListeners("notification");
        client.release(true);
        again();
      };
      client.once("error", drop);
      // The pool's end waits for this connection.
      db.closing.addEventListener("abort", drop);
      if (db.closing.aborted) return drop();
      client.on("notification", () => wake.emit("wake"));
      await client.query(`LISTEN ${ledgerChannel}`);
    })
    .catch(again);
}

/** What the stream tells of an entry: enough to know what to read again, nothing that a reader of the release may not see. */
function eventOf(entry: EntryView): string {
  const data = {
    seq: entry.seq,
    type: entry.type,
    at: entry.at,
    release: entry.release,
    subjects: entry.subjects,
  };
  return `id: ${entry.seq}\nevent: entry\ndata: ${JSON.stringify(data)}\n\n`;
}

/** What changes without an entry, and is told when it does: the event's name, and what it is now, asked again and again. */
export interface Beside {
  event: string;
  read: () => Promise<string>;
}
const besideMs = 1_000;

/**
 * Server-sent events of what the caller may see, from after `lastEventId` (null: from now on), until the caller leaves
 * or their credential ends. Ids are sequence numbers, so a reader that comes back misses nothing and gets nothing twice.
 */
export function eventStream(
  kernel: Kernel,
  actor: Actor,
  { lastEventId, signal, beside }: { lastEventId: number | null; signal: AbortSignal; beside?: Beside },
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const { wake } = hub(kernel.db);
  const stop = new AbortController();
  return new ReadableStream<Uint8Array>({
    async start(controller) {
      let cursor = lastEventId ?? (await lastSequence(kernel.db.prisma));
      let quietSince = Date.now();
      controller.enqueue(
        encoder.encode(`retry: 1000\nid: ${cursor}\nevent: ready\ndata: {"seq":${cursor}}\n\n`),
      );
      let told: string | null = null;
      const tellBeside = async (): Promise<void> => {
        const now = await beside?.read();
        if (beside === undefined || now === undefined || now === told) return;
        controller.enqueue(encoder.encode(`event: ${beside.event}\ndata: ${now}\n\n`));
        told = now;
      };
      const ended = AbortSignal.any([signal, stop.signal, kernel.db.closing]);
      const round = async (): Promise<void> => {
        const current = await readActor(kernel.db.prisma, actor, kernel.clock.now());
        if (current === null) {
          stop.abort();
          return;
        }
        await tellBeside();
        const head = await lastSequence(kernel.db.prisma);
        while (cursor < head && !ended.aborted) {
          const { items, next } = await listEntries(kernel.db.prisma, current, {
            after: cursor,
            before: head + 1,
            limit: batch,
          });
          for (const entry of items) controller.enqueue(encoder.encode(eventOf(entry)));
          cursor = next ?? head;
          quietSince = Date.now();
        }
        if (Date.now() - quietSince < heartbeatMs) return;
        controller.enqueue(encoder.encode(": still here\n\n"));
        quietSince = Date.now();
      };
      while (!ended.aborted) {
        // A database that is away for a moment ends no stream: the next round tries again.
        await round().catch(() => undefined);
        await woken(wake, ended, beside === undefined ? null : besideMs);
      }
      controller.close();
    },
    cancel() {
      stop.abort();
    },
  });
}

/** Until something may have happened, the stream ends, or so long. */
function woken(wake: EventEmitter, ended: AbortSignal, atMostMs: number | null): Promise<void> {
  return new Promise((resolve) => {
    const timer = atMostMs === null ? undefined : setTimeout(() => done(), atMostMs).unref();
    const done = () => {
      clearTimeout(timer);
      wake.off("wake", done);
      ended.removeEventListener("abort", done);
      resolve();
    };
    wake.once("wake", done);
    ended.addEventListener("abort", done, { once: true });
    if (ended.aborted) done();
  });
}
