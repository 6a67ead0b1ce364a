import { z } from "zod";
import { digestOf } from "@/lib/bundles/digest";
import type { Actor } from "@/lib/identity/actor";
import type { Confirmed, Reauthenticate } from "@/lib/identity/confirmation-rules";
import { hasScope } from "@/lib/identity/scopes";
import type { Verdict } from "@/lib/policy/model";
import { PendingAnswer } from "@/lib/policy/pending-schemas";
import type { Clock } from "./clock";
import type { Db, Reader, Tx } from "./db";
import { AppError, type ErrorCode, isErrorCode } from "./errors";
import {
  DecisionPending,
  type AskedNow,
  type Gathered,
  type Gathering,
  type Subject,
  type Voting,
  subjectDigest,
} from "./gathering";
import { faultsOf } from "./documents";
import { appendEntries, type EntryDraft } from "./ledger";
import type { LockPlan, TakeLocks } from "./locks";
import { retrying } from "./retry";

/** What is read from, and the moment: of the kernel, or of a past one. */
export interface Reading {
  db: { prisma: Reader };
  clock: Clock;
}

/** What commands run on. Tests replace the clock, take the locks away, or stop between two steps. */
export interface Kernel {
  db: Db;
  clock: Clock;
  takeLocks: TakeLocks;
  /** The caller as known now, under the locks; null where the credential ended. */
  refreshActor: (tx: Tx, actor: Actor, now: Date) => Promise<Actor | null>;
  /** Work that follows, stored in the same transaction. */
  enqueue: (tx: Tx, touched: { plan: LockPlan; now: Date }) => Promise<void>;
  /** Adds a caller's approval to a decision that takes several people. */
  gather: (tx: Tx, asked: Gathering) => Promise<Gathered>;
  /** Refuses a signature whose signer has not shown lately who they are, where its template, or the release's, asks for it. */
  confirm: (
    tx: Tx,
    asked: { actor: Actor; asks: Reauthenticate | { releaseId: string }; act: string; now: Date },
  ) => Promise<Confirmed | null>;
  probe?: (point: "locked" | "before-commit", command: string) => Promise<void>;
}

export interface Call {
  actor: Actor | null;
  requestId: string;
  idempotencyKey?: string | undefined;
  /** The pending decision that this is a vote on. */
  voting?: Voting | undefined;
}

interface Step<Input, Facts> {
  tx: Tx;
  input: Input;
  facts: Facts;
  actor: Actor;
  /** Who wrote what is decided: of a decision of several people whoever proposed it, else the actor; null: no person. */
  authorId: string | null;
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
  /** It is a signature: how often its template asks signers to show anew who they are. What several people decide about a release always is one. */
  signs?: (facts: Facts, input: z.output<Schema>) => Reauthenticate;
  /** What exactly is decided: where that takes several people, each approves this and nothing else. Absent: it is never gathered. */
  subject?: (facts: Facts, input: z.output<Schema>) => Subject;
}

export interface Command<Schema extends z.ZodType = z.ZodType, Value = unknown> {
  name: string;
  input: Schema;
  /** Throws `DecisionPending` where it was recorded and takes further people. */
  execute: (kernel: Kernel, input: z.input<Schema>, call: Call) => Promise<Value>;
  /** What would be decided with this input now, and by whom; null where that is not there any more. */
  asked?: (kernel: Reading, input: unknown) => Promise<AskedNow | null>;
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
      const done = await retrying(() =>
        kernel.db.prisma.$transaction((tx) => attempt({ kernel, spec, input, raw, call, caller }, tx), {
          maxWait: 10_000,
          timeout: 20_000,
        }),
      );
      if ("pending" in done) throw new DecisionPending(done.pending);
      return done.value;
    },
    asked: (kernel, raw) => askedNow(kernel, spec, raw),
  };
}

/** As the system sees it, with no lock: for telling what became void or is missing, never for deciding. */
async function askedNow<Schema extends z.ZodType, Facts, Value>(
  { db, clock }: Reading,
  { name, subject, input: schema, load, allow }: CommandSpec<Schema, Facts, Value>,
  raw: unknown,
): Promise<AskedNow | null> {
  const parsed = schema.safeParse(raw);
  if (subject === undefined || !parsed.success) return null;
  const input = parsed.data;
  const actor: Actor = { kind: "system", job: "explain" };
  const now = clock.now();
  try {
    const facts = await load(db.prisma, input, { now, actor });
    const verdict = allow(actor, facts, input, now);
    const quorum = verdict.allowed ? undefined : verdict.quorum;
    return { subjectDigest: subjectDigest(name, subject(facts, input)), quorum: quorum ?? null };
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}

type Done<Value> = { value: Value } | { pending: PendingAnswer };

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
): Promise<Done<Value>> {
  const { kernel, spec, input, call, caller } = a;
  const plan = spec.locks(input);
  await kernel.takeLocks(tx, plan);
  await kernel.probe?.("locked", spec.name);
  const now = await timeOf(kernel, tx);
  const actor = await kernel.refreshActor(tx, caller, now);
  if (actor === null) throw new AppError("not-signed-in", "This sign-in or token is no longer valid.");
  const claim = await claimKey(a, tx, now);
  if (claim.answered) return claim.done;

  const facts = await spec.load(tx, input, { now, actor });
  const allowed = spec.allow(actor, facts, input, now);
  const step = { tx, input, facts, actor, authorId: actor.kind === "person" ? actor.id : null, now };
  const { done, entries, verdict, confirmed } =
    allowed.allowed && call.voting === undefined
      ? await signed(a, step, allowed)
      : await gathered(a, step, allowed);
  await appendEntries(tx, entries, { actor, verdict, confirmed, requestId: call.requestId, now });
  await claim.keep(done);
  await kernel.enqueue(tx, { plan, now });
  await kernel.probe?.("before-commit", spec.name);
  return done;
}

interface Outcome<Value> {
  done: Done<Value>;
  entries: EntryDraft[];
  verdict: Verdict & { allowed: true };
  confirmed?: Confirmed | null;
}

type Allowed<Schema extends z.ZodType, Facts> = Omit<Step<z.output<Schema>, Facts>, "verdict">;

/** What one person decides; where that is a signature, by somebody who showed who they are. */
async function signed<Schema extends z.ZodType, Facts, Value>(
  a: Attempt<Schema, Facts, Value>,
  step: Allowed<Schema, Facts>,
  verdict: Verdict & { allowed: true },
): Promise<Outcome<Value>> {
  const asks = a.spec.signs?.(step.facts, step.input) ?? "never";
  const confirmed = asks === "never" ? null : await confirmedFor(a, step, asks);
  return { ...(await decided(a.spec, step, verdict)), confirmed };
}

function confirmedFor<Schema extends z.ZodType, Facts, Value>(
  { kernel, spec, call }: Attempt<Schema, Facts, Value>,
  { tx, input, actor, now }: Allowed<Schema, Facts>,
  asks: Reauthenticate | { releaseId: string },
): Promise<Confirmed | null> {
  const act = digestOf({ command: spec.name, input, ...(call.voting && { voting: call.voting }) });
  return kernel.confirm(tx, { actor, asks, act, now });
}

async function decided<Schema extends z.ZodType, Facts, Value>(
  spec: CommandSpec<Schema, Facts, Value>,
  step: Allowed<Schema, Facts>,
  verdict: Verdict & { allowed: true },
): Promise<Outcome<Value>> {
  const { value, entries } = await spec.run({ ...step, verdict });
  return { done: { value }, entries, verdict };
}

/** What one person may not decide alone: their vote is recorded, and the one that completes it brings about the effect. */
async function gathered<Schema extends z.ZodType, Facts, Value>(
  a: Attempt<Schema, Facts, Value>,
  step: Allowed<Schema, Facts>,
  told: Verdict,
): Promise<Outcome<Value>> {
  const { kernel, spec, raw, call } = a;
  const { tx, input, facts, actor, now } = step;
  const quorum = told.allowed ? null : told.quorum;
  if (spec.subject === undefined || quorum === undefined || actor.kind !== "person")
    throw whyNotGathered(told);
  const subject = spec.subject(facts, input);
  const asked = { command: spec.name, input: raw, subject, quorum, actor, now, voting: call.voting };
  const found = await kernel.gather(tx, { ...asked, reason: reasonIn(input) });
  if (found === null) throw whyNotGathered(told);
  const { releaseId } = subject;
  const confirmed = releaseId === null ? null : await confirmedFor(a, step, { releaseId });
  const { verdict, entries, answer, proposedBy } = found;
  const { state } = answer.pendingDecision;
  if (state === "completed") {
    const effect = await decided(spec, { ...step, authorId: proposedBy }, verdict);
    return { ...effect, entries: [...entries, ...effect.entries], confirmed };
  }
  if (state === "open" && call.voting?.vote !== "withdraw") {
    // What could not be done is not asked of others: it is tried, and taken back. Taking one's approval back asks nobody.
    await tx.$executeRaw`SAVEPOINT tried`;
    await spec.run({ ...step, verdict });
    await tx.$executeRaw`ROLLBACK TO SAVEPOINT tried`;
  }
  return { done: { pending: answer }, entries, verdict, confirmed };
}

function whyNotGathered(told: Verdict): AppError {
  return told.allowed ? new AppError("conflict", "This is decided by one person.") : refusal(told);
}

function reasonIn(input: unknown): string | undefined {
  const reason: unknown =
    typeof input === "object" && input !== null ? Reflect.get(input, "reason") : undefined;
  return typeof reason === "string" ? reason : undefined;
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
  | { answered: true; done: Done<Value> }
  | { answered: false; keep: (done: Done<Value>) => Promise<void> };

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
  const requestHash = digestOf({
    command: spec.name,
    input: raw,
    ...(call.voting && { voting: call.voting }),
  });
  const claimed = await tx.$executeRaw`
    INSERT INTO idempotency_keys (caller, key, request_hash, created_at) VALUES (${id.caller}, ${key}, ${requestHash}, ${now}) ON CONFLICT DO NOTHING`;
  if (claimed === 1) {
    return {
      answered: false,
      keep: async (done) => {
        const kept = "pending" in done ? done : { value: done.value ?? null };
        const answer = spec.secretAnswer === true ? "null" : JSON.stringify(kept);
        await tx.$executeRaw`UPDATE idempotency_keys SET answer = ${answer}::jsonb WHERE caller = ${id.caller} AND key = ${key}`;
      },
    };
  }
  const earlier = await tx.idempotencyKey.findUniqueOrThrow({ where: { caller_key: id } });
  if (earlier.requestHash !== requestHash)
    throw new AppError("idempotency-key-reused", "This Idempotency-Key was used with another request.");
  const kept = z.union([z.object({ pending: PendingAnswer }), z.object({ value: z.unknown() })]);
  const done = kept.safeParse(earlier.answer);
  if (!done.success)
    throw new AppError("answered-once", "This was done; its answer held a secret and was given once.");
  return { answered: true, done: done.data as Done<Value> };
}
