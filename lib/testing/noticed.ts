import pg from "pg";
import { placeHold } from "@/lib/releases/place-hold";
import { createEndpoint } from "@/lib/notifications/create-endpoint";
import { deliverDue, type Delivering } from "@/lib/notifications/deliver-jobs";
import { listDeliveries } from "@/lib/notifications/delivery-queries";
import { changeOwnRules } from "@/lib/notifications/own-settings";
import { routeEntries } from "@/lib/notifications/routing-jobs";
import { AppError } from "@/lib/platform/errors";
import { noHosts, parseAllowedHosts } from "@/lib/platform/public-addresses";
import { numberEntries } from "./number-entries";
import { makeOutside } from "./outside";
import type { ReleaseAsked } from "./release";
import { makeWorld, type World } from "./world";

export const installationSecret = "a secret of at least thirty-two characters";

/** The code by which it is refused, or that it is done. */
export function refusal(asked: Promise<unknown>): Promise<string> {
  return asked.then(
    () => "done",
    (error: unknown) => (error instanceof AppError ? error.code : String(error)),
  );
}

/** What tests of notices do with a world: tell who hears of what was recorded. */
export function noticeActs(worldOf: () => Pick<World, "kernel" | "call" | "actor">) {
  const as = async (name: string) => worldOf().call(await worldOf().actor(name));
  return {
    as,
    hold: async (release = "spoken", by = "cora") =>
      placeHold.execute(worldOf().kernel, { release, reason: "Wait." }, await as(by)),
    /** Answers how many entries it told of. */
    route: async (email = true): Promise<number> => {
      await numberEntries(worldOf().kernel.db);
      let read = 0;
      for (let some = 1; some > 0; read += some) some = await routeEntries(worldOf().kernel, { email });
      return read;
    },
  };
}

/** A world with a release, spoken, and who takes its messages: a mail server and a receiver of posts. Its tests share it. */
export async function makeNoticed(url: string) {
  const world = await makeWorld(url);
  const { prisma } = world.kernel.db;
  const outside = await makeOutside();
  const { receiver, mail } = outside;
  const acts = noticeActs(() => world);
  const delivering: Delivering = {
    site: "https://countersign.example.org",
    secret: installationSecret,
    allowed: parseAllowedHosts("127.0.0.1") ?? noHosts,
    mail: { url: mail.url, from: "countersign@example.org" },
  };
  let known = new Set<string>();

  /** Nothing of the product makes a release restricted or renames it later; tests do, past its triggers. */
  async function pastTriggers(statement: string, values: string[]): Promise<void> {
    const owner = new pg.Client({ connectionString: url });
    await owner.connect();
    await owner.query("SET session_replication_role = replica");
    await owner.query(statement, values);
    await owner.end();
  }

  /** A release of whose beginning nobody is told. */
  async function release(asked: ReleaseAsked): Promise<void> {
    await world.release(asked);
    await numberEntries(world.kernel.db);
    await prisma.$executeRaw`UPDATE notice_cursors SET seq = (SELECT max(seq) FROM ledger_sequence)`;
  }
  const only = async (
    name: string,
    by: ("inbox" | "email" | "slack")[],
    when: "at-once" | "daily" = "at-once",
  ) =>
    changeOwnRules.execute(world.kernel, { rules: { topics: { holds: { by, when } } } }, await acts.as(name));
  async function listed(name = "ada") {
    const actor = await world.actor(name);
    const { items } = await listDeliveries(prisma, { actor, page: {} });
    return items.filter(({ id }) => !known.has(id));
  }
  /** Ends what the tests before left: messages on their way, rules, and where messages go. */
  async function clear(): Promise<void> {
    const now = world.clock.now();
    await prisma.$executeRaw`UPDATE notice_rules SET valid_to = GREATEST(valid_from, ${now}) WHERE valid_to IS NULL`;
    await prisma.$executeRaw`UPDATE notice_hooks SET valid_to = GREATEST(valid_from, ${now}) WHERE valid_to IS NULL`;
    await prisma.$executeRaw`UPDATE webhook_endpoints SET valid_to = GREATEST(valid_from, ${now}), ended = 'removed' WHERE valid_to IS NULL`;
    await prisma.$executeRaw`UPDATE notice_deliveries SET state = 'dropped', ended_at = ${now}, claimed_until = NULL WHERE state IN ('queued', 'failed')`;
    known = new Set((await prisma.noticeDelivery.findMany({ select: { id: true } })).map(({ id }) => id));
    outside.clear();
    for (const name of ["cy", "ed", "eve", "rita", "rob", "sid", "lea"]) await only(name, []);
  }
  await release({ slug: "spoken" });
  return {
    ...acts,
    world,
    receiver,
    mail,
    delivering,
    release,
    clear,
    only,
    restrict: (slug: string) => pastTriggers("UPDATE releases SET restricted = TRUE WHERE slug = $1", [slug]),
    rename: (slug: string, title: string) =>
      pastTriggers("UPDATE releases SET title = $2 WHERE slug = $1", [slug, title]),
    /** Messages since the world was cleared, the newest first, as somebody sees them. */
    listed,
    posted: async () => (await listed()).filter(({ channel }) => channel === "webhook"),
    deliver: (change: Partial<Delivering> = {}) => deliverDue(world.kernel, { ...delivering, ...change }),
    endpoint: async (change: Partial<Parameters<typeof createEndpoint.execute>[1]> = {}) =>
      createEndpoint.execute(
        world.kernel,
        { title: "Deploys", url: `${receiver.url}/hook`, filter: { kinds: ["holds"] }, ...change },
        await acts.as("ada"),
      ),
    close: async () => {
      await outside.close();
      await world.close();
    },
  };
}

export type Noticed = Awaited<ReturnType<typeof makeNoticed>>;
