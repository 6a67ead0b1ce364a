import { z } from "zod";
import { digestOf } from "@/lib/bundles/digest";
import type { Actor } from "@/lib/identity/actor";
import { hasScope } from "@/lib/identity/scopes";
import type { Verdict } from "@/lib/policy/model";
import type { Clock } from "./clock";
import type { Db, Tx } from "./db";
import { AppError, type ErrorCode, isErrorCode } from "./errors";
import { faultsOf } from "./documents";
import { appendEntries, type EntryDraft } from "./ledger";
import type { LockPlan, TakeLocks } from "./locks";
import { retrying } from "./retry";

/** What commands run on. Tests replace the clock, take the locks away, or stop between two steps. */
export interface Kernel {
  db: Db;
  clock: Clock;
  takeLocks: TakeLocks;
  /** The caller as known now, under the locks; null where the credential ended. */
  refreshActor: (tx: Tx, actor: Actor, now: Date) => Promise<Actor | null>;
  /** Work that follows, stored in the same transaction. */
  enqueue: (tx: Tx, touched: { plan: LockPlan; now: Date }) => Promise<void>;
  probe?: (point: "locked" | "before-commit", command: string) => Promise<void>;
}

export interface Call {
  actor: Actor | null;
  requestId: string;
  idempotencyKey?: string | undefined;
}

interface Step<Input, Facts> {
  tx: Tx;
  input: Input;
  facts: Facts;
  actor: Actor;
  now: Date;
  verdict: Verdict & { allowed: true };
}

export interface CommandSpec<Schema extends z.ZodType, Facts, Value> {
  /** Verb-noun for acts, the decision's own name where the rights tables know it. */
  name: string;
  input: Schema;
  /** Scope that a token needs. */
  scope: string | ((input: z.output<Schema>) => string);
  locks: (input: z.output<Schema>) => LockPlan;
  /** Reads every fact that the rule needs, under the locks. */
  load: (tx: Tx, input: z.output<Schema>, at: { now: Date; actor: Actor }) => Promise<Facts>;
  allow: (actor: Actor, facts: Facts, input: z.output<Schema>, now: Date) => Verdict;
  run: (
    step: Step<z.output<Schema>, Facts>,
  ) => Promise<{ value: Value; entries: [EntryDraft, ...EntryDraft[]] }>;
  /** The answer holds a secret: it is not kept for a repeated request. */
  secretAnswer?: boolean;
}

export interface Command<Schema extends z.ZodType = z.ZodType, Value = unknown> {
  name: string;
  input: Schema;
  execute: (kernel: Kernel, input: z.input<Schema>, call: Call) => Promise<Value>;
}

/** The one way to change anything: parse, lock, load, allow, run, append, enqueue, commit; all or nothing. */
export function command<Schema extends z.ZodType, Facts, Value>(
  spec: CommandSpec<Schema, Facts, Value>,
): Command<Schema, Value> {
  return {
    name: spec.name,
    input: spec.input,
    execute: async (kernel, raw, call) => {
      const caller = call.actor;
      if (caller === null) throw new AppError("not-signed-in", "Sign in, or send a token.");
      const input = parseInput(spec.input, raw);
      const scope = typeof spec.scope === "string" ? spec.scope : spec.scope(input);
      if (!hasScope(caller, scope))
        throw new AppError("scope-missing", `The token needs the scope ${scope}.`, {
          rule: `scope ${scope}`,
        });
      return retrying(() =>
        kernel.db.prisma.$transaction((tx) => attempt({ kernel, spec, input, raw, call, caller }, tx), {
          maxWait: 10_000,
          timeout: 20_000,
        }),
      );
    },
  };
}

interface Attempt<Schema extends z.ZodType, Facts, Value> {
  kernel: Kernel;
  spec: CommandSpec<Schema, Facts, Value>;
  input: z.output<Schema>;
  raw: unknown;
  call: Call;
  caller: Actor;
}

async function attempt<Schema extends z.ZodType, Facts, Value>(
  a: Attempt<Schema, Facts, Value>,
  tx: Tx,
): Promise<Value> {
  const { kernel, spec, input, call, caller } = a;
  const plan = spec.locks(input);
  await kernel.takeLocks(tx, plan);
  await kernel.probe?.("locked", spec.name);
  const now = await timeOf(kernel, tx);
  const actor = await kernel.refreshActor(tx, caller, now);
  if (actor === null) throw new AppError("not-signed-in", "This sign-in or token is no longer valid.");
  const claim = await claimKey(a, tx, now);
  if (claim.answered) return claim.value as Value;

  const facts = await spec.load(tx, input, { now, actor });
  const verdict = spec.allow(actor, facts, input, now);
  if (!verdict.allowed) throw refusal(verdict);
  const { value, entries } = await spec.run({ tx, input, facts, actor, now, verdict });
  await appendEntries(tx, entries, { actor, verdict, requestId: call.requestId, now });
  await claim.keep(value);
  await kernel.enqueue(tx, { plan, now });
  await kernel.probe?.("before-commit", spec.name);
  return value;
}

const maxLagMs = 86_400_000;

/**
 * The clock's time, but after what is recorded where the clock went back behind that or runs behind another server's: an act
 * counts by its time, so none may seem older than what it follows. A record more than a day ahead came from a wrong clock.
 */
async function timeOf({ clock }: Kernel, tx: Tx): Promise<Date> {
  // Neighbours in the ledger need not be in the order of their times, but are not far from it.
  const rows = await tx.$queryRaw<{ last: Date | null }[]>`
    SELECT max(at) AS last FROM (SELECT at FROM ledger_entries ORDER BY ordinal DESC LIMIT 64) recent`;
  const now = clock.now();
  const ahead = (rows[0]?.last?.getTime() ?? 0) - now.getTime();
  return ahead > 0 && ahead < maxLagMs ? new Date(now.getTime() + ahead + 1) : now;
}

/** A refusal by right, with the rule and the people who may. */
export function refusal(verdict: Verdict & { allowed: false }): AppError {
  const code: ErrorCode = isErrorCode(verdict.rule) ? verdict.rule : "no-right";
  const { field } = verdict;
  return new AppError(code, verdict.reason, {
    ...(field === undefined ? {} : { faults: [{ path: field, message: verdict.reason }] }),
    rule: verdict.rule,
    whoMay: verdict.whoMay.map(({ name, email }) => ({ name, email })),
  });
}

export function parseInput<Schema extends z.ZodType>(schema: Schema, raw: unknown): z.output<Schema> {
  const parsed = schema.safeParse(raw);
  if (parsed.success) return parsed.data;
  const faults = faultsOf(parsed.error);
  throw new AppError(
    "invalid-input",
    faults.map((f) => `${f.path === "" ? "body" : f.path}: ${f.message}`).join("; "),
    { faults },
  );
}

type Claim<Value> =
  | { answered: true; value: unknown }
  | { answered: false; keep: (value: Value) => Promise<void> };

/** Claims the idempotency key in this transaction: a second request with it waits for the first, then gets its answer. */
async function claimKey<Schema extends z.ZodType, Facts, Value>(
  { spec, raw, call, caller }: Attempt<Schema, Facts, Value>,
  tx: Tx,
  now: Date,
): Promise<Claim<Value>> {
  const key = call.idempotencyKey;
  if (key === undefined || caller.kind === "system")
    return { answered: false, keep: () => Promise.resolve() };
  const id = { caller: `${caller.kind}:${caller.id}`, key };
  const requestHash = digestOf({ command: spec.name, input: raw });
  const claimed = await tx.$executeRaw`
    INSERT INTO idempotency_keys (caller, key, request_hash, created_at) VALUES (${id.caller}, ${key}, ${requestHash}, ${now}) ON CONFLICT DO NOTHING`;
  if (claimed === 1) {
    return {
      answered: false,
      keep: async (value) => {
        const answer = spec.secretAnswer === true ? "null" : JSON.stringify({ value: value ?? null });
        await tx.$executeRaw`UPDATE idempotency_keys SET answer = ${answer}::jsonb WHERE caller = ${id.caller} AND key = ${key}`;
      },
    };
  }
  const earlier = await tx.idempotencyKey.findUniqueOrThrow({ where: { caller_key: id } });
  if (earlier.requestHash !== requestHash)
    throw new AppError("idempotency-key-reused", "This Idempotency-Key was used with another request.");
  const kept = z.object({ value: z.unknown() }).safeParse(earlier.answer);
  if (!kept.success)
    throw new AppError("answered-once", "This was done; its answer held a secret and was given once.");
  return { answered: true, value: kept.data.value };
}
