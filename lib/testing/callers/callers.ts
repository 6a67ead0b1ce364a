import type { Actor } from "@/lib/identity/actor";
import { createToken } from "@/lib/identity/create-token";
import { disablePerson } from "@/lib/identity/disable-person";
import { findActor } from "@/lib/identity/find-actor";
import type { Kernel } from "@/lib/platform/command";
import { AppError } from "@/lib/platform/errors";
import { delegateRole } from "@/lib/policy/delegate-role";
import { revokeDelegation } from "@/lib/policy/revoke-delegation";
import type { World } from "@/lib/testing/world";

/** By whom anything can be tried. Those of the second line hold every right, but by a credential that does not count. */
export const callerNames = [
  ...([
    "member",
    "champion",
    "engineer",
    "reviewer",
    "security",
    "lead",
    "auditor",
    "admin",
    // Deb signs for eve, an engineer; vic and val did, by delegations of hers that ran out and were revoked.
    "delegate",
    "delegate whose time is over",
    "revoked delegate",
    "machine",
  ] as const),
  ...(["nobody", "disabled", "revoked token", "expired token", "wrong scope"] as const),
  ...(["worker", "set-up", "operator", "single-sign-on"] as const),
];
export type CallerName = (typeof callerNames)[number];

export interface Caller {
  /** As known before the command begins. */
  actor: Actor | null;
  /** null: calls no API. */
  token: string | null;
}

const people = {
  member: "mia",
  champion: "cora",
  engineer: "ed",
  reviewer: "rita",
  security: "sid",
  lead: "lea",
  auditor: "ola",
  admin: "ada",
  delegate: "deb",
  "delegate whose time is over": "vic",
  "revoked delegate": "val",
} as const;

/** Everybody, in the sample organisation of a world. Moves its clock by two hours, so that a token runs out. */
export async function makeCallers(world: World): Promise<Record<CallerName, Caller>> {
  const { kernel } = world;
  const byToken = async (token: string): Promise<Caller> => ({ token, actor: await known(kernel, token) });
  const own = async (name: string, scopes?: string[]) => byToken(await world.tokenOf(name, scopes));
  await world.person("dan", "admin");
  for (const name of ["deb", "vic", "val"]) await world.person(name);
  const disabled = await own("dan");
  await disablePerson.execute(kernel, { person: world.emailOf("dan") }, world.call(await world.actor("ada")));
  const revoked = await own("cora");
  await kernel.db.prisma.token.updateMany({
    where: { id: tokenIdOf(revoked) },
    data: { revokedAt: world.clock.now() },
  });
  const expiresAt = new Date(world.clock.now().getTime() + 3_600_000).toISOString();
  const short = { person: world.emailOf("cora"), name: "short", scopes: ["*"], expiresAt };
  const expired = await byToken(
    (await createToken.execute(kernel, short, world.call(await world.actor("cora")))).token,
  );
  const eve = world.call(await world.actor("eve"));
  const delegated = async (to: string, hours: number) => {
    const until = new Date(world.clock.now().getTime() + hours * 3_600_000).toISOString();
    const asked = { role: "engineer", to: world.emailOf(to), until, reason: "On leave." };
    return (await delegateRole.execute(kernel, asked, eve)).id;
  };
  await delegated("deb", 48);
  await delegated("vic", 1);
  await revokeDelegation.execute(kernel, { id: await delegated("val", 48) }, eve);
  world.clock.shift(2 * 3_600_000);
  const system = (job: string): Caller => ({ token: null, actor: { kind: "system", job } });
  const named = Object.fromEntries(
    await Promise.all(Object.entries(people).map(async ([caller, name]) => [caller, await own(name)])),
  ) as Record<keyof typeof people, Caller>;
  return {
    ...named,
    machine: await byToken(
      await world.machine("pipeline", "owners", ["read", "bundles", "checks:*", "exposure", "runner"], "lea"),
    ),
    nobody: { actor: null, token: null },
    disabled,
    "revoked token": revoked,
    "expired token": expired,
    "wrong scope": await own("cora", ["checks:nothing"]),
    worker: system("worker"),
    "set-up": system("set-up"),
    operator: system("operator"),
    "single-sign-on": system("single-sign-on"),
  };
}

async function known(kernel: Kernel, token: string): Promise<Actor | null> {
  return findActor(kernel, { authorization: `Bearer ${token}`, session: null, address: "192.0.2.9" });
}

function tokenIdOf({ actor }: Caller): string {
  return actor !== null && actor.kind !== "system" && actor.credential.kind === "token"
    ? actor.credential.id
    : "";
}

/** The same caller by a token of other scopes; null for who has none. */
export function withScopes({ actor }: Caller, scopes: string[]): Actor | null {
  if (actor === null || actor.kind === "system" || actor.credential.kind !== "token") return null;
  return { ...actor, credential: { ...actor.credential, scopes } };
}

/** What is not let past authorisation. */
export const denials: ReadonlySet<string> = new Set(
  (
    "not-signed-in scope-missing people-only machines-only access-level own-only no-right not-a-holder no-slot " +
    "separation-of-duties quorum-required not-found cross-site"
  ).split(" "),
);

const undone = "undone by the test";

/** Undoes each command just before it would commit, so that all callers find the same. */
export function undoing(kernel: Kernel): Kernel {
  return {
    ...kernel,
    probe: (point) =>
      point === "before-commit" ? Promise.reject(new AppError("conflict", undone)) : Promise.resolve(),
  };
}

/** How a call ended: `done` where only the test undid it, else the code of the refusal. */
export async function endOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return "not undone";
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return error.message === undone ? "done" : error.code;
  }
}

/** The same of a problem that the API answered. */
export function endOfAnswer({ status, body }: { status: number; body: unknown }): string {
  if (status < 400) return "done";
  const { code, detail } = body as { code: string; detail: string };
  return detail === undone ? "done" : code;
}
