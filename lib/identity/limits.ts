import { createHash } from "node:crypto";
import { RateLimiterPostgres, RateLimiterRes } from "rate-limiter-flexible";
import type { Kernel } from "@/lib/platform/command";
import type { Db } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";

/** How often something may fail in how long. */
const rules = {
  "sign-in-account": { points: 10, duration: 15 * 60 },
  "sign-in-address": { points: 60, duration: 15 * 60 },
  "token-address": { points: 120, duration: 60 },
  "share-address": { points: 60, duration: 60 },
  "provider-address": { points: 60, duration: 15 * 60 },
  // An answer of the provider counts once, whatever the provider thinks of its code.
  "provider-state": { points: 1, duration: 60 * 60 },
  "logout-token": { points: 1, duration: 60 * 60 },
  "logout-address": { points: 600, duration: 60 },
  "activation-address": { points: 20, duration: 15 * 60 },
  "setup-address": { points: 20, duration: 15 * 60 },
  "setup-all": { points: 200, duration: 15 * 60 },
} as const;
type Rule = keyof typeof rules;

const limiters = new WeakMap<Db, Map<Rule, RateLimiterPostgres>>();

function limiterOf(db: Db, rule: Rule): RateLimiterPostgres {
  const own = limiters.get(db) ?? new Map<Rule, RateLimiterPostgres>();
  limiters.set(db, own);
  const known = own.get(rule);
  if (known !== undefined) return known;
  const made = new RateLimiterPostgres({
    storeClient: db.pool,
    storeType: "pool",
    tableName: "rate_limits",
    tableCreated: true,
    keyPrefix: rule,
    ...rules[rule],
  });
  own.set(rule, made);
  return made;
}

/** Counts an attempt before it is made, so that many at once cannot slip through; refuses once there were too many. */
export async function countAttempt({ db }: Kernel, rule: Rule, who: string): Promise<void> {
  const limiter = limiterOf(db, rule);
  const key = keyOf(who);
  let waitMs = await consume(limiter, key);
  // Longer than is ever counted: the clock was ahead then and is set back, and would lock out for as long as it was wrong.
  if (waitMs > rules[rule].duration * 1000) {
    await limiter.delete(key);
    waitMs = await consume(limiter, key);
  }
  if (waitMs === 0) return;
  const retryAfterSeconds = Math.ceil(waitMs / 1000);
  throw new AppError("too-many-attempts", `Too many attempts; try again in ${inWords(retryAfterSeconds)}.`, {
    retryAfterSeconds,
  });
}

/** Whether so much failed that nothing more is looked at, be it right or wrong: a guess learns nothing then. */
export async function isLimited({ db }: Kernel, rule: Rule, who: string): Promise<boolean> {
  const found = await limiterOf(db, rule).get(keyOf(who));
  const { points, duration } = rules[rule];
  return found !== null && found.consumedPoints >= points && found.msBeforeNext <= duration * 1000;
}

/** Milliseconds until it may be tried again; 0 where this attempt was one of those allowed. */
async function consume(limiter: RateLimiterPostgres, key: string): Promise<number> {
  try {
    await limiter.consume(key);
    return 0;
  } catch (error) {
    if (!(error instanceof RateLimiterRes)) throw error;
    return Math.max(1, error.msBeforeNext);
  }
}

/** Uses something up that is good once; false where it was used before. */
export async function useOnce(
  { db }: Kernel,
  rule: "provider-state" | "logout-token",
  what: string,
): Promise<boolean> {
  try {
    await limiterOf(db, rule).consume(keyOf(what));
    return true;
  } catch (error) {
    if (error instanceof RateLimiterRes) return false;
    throw error;
  }
}

/** Takes the attempt back after a success, or all of them. */
export async function forgetAttempt({ db }: Kernel, rule: Rule, who: string, all = false): Promise<void> {
  const limiter = limiterOf(db, rule);
  if (all) await limiter.delete(keyOf(who));
  else await limiter.reward(keyOf(who));
}

/** Under which the attempts of somebody are counted. */
export function limitKey(rule: Rule, who: string): string {
  return `${rule}:${keyOf(who)}`;
}

/** The table holds no addresses of people, and keys of one length. */
function keyOf(who: string): string {
  return createHash("sha256").update(who, "utf8").digest("hex");
}

function inWords(seconds: number): string {
  return seconds < 90 ? `${Math.max(1, seconds)} seconds` : `${Math.ceil(seconds / 60)} minutes`;
}
