import type { Actor } from "@/lib/identity/actor";
import type { Reader } from "@/lib/platform/db";
import { durationMs } from "@/lib/platform/durations";
import { firstAt } from "./backtest";
import type { Meaning } from "./compile";
import type { Better } from "./model";
import type { CriterionToTry } from "./schemas";
import type { Incident } from "./score";
import { newestStored, storedHistory } from "./stored-history";
import { mostTried, type Trial, type TrialAsked, trialOf } from "./trial";

export interface StoredTrial {
  /** What the browser needs to try a file in place of what is stored. */
  asked: Omit<TrialAsked, "from" | "to">;
  isDeclared: boolean;
  /** null: nothing is stored of the metric. */
  trial: Trial | null;
}

interface Asked {
  slug: string;
  actor: Actor;
  now: Date;
  criterion: CriterionToTry;
  /** Epoch ms; null: until the newest sample, and from six hours before. */
  from: number | null;
  to: number | null;
  incidents: Incident[];
  regressions: number;
  zone: string;
}

const usualMs = 6 * 3_600_000;

/** A criterion over what is stored of a release, as its page shows it. */
export async function getStoredTrial(
  db: Reader,
  { criterion, incidents, regressions, zone, ...ask }: Asked,
): Promise<StoredTrial> {
  const { slug, actor, now } = ask;
  const metric =
    criterion.metric === undefined ? null : await db.metric.findUnique({ where: { name: criterion.metric } });
  const meaning: Meaning = { regressions, ...(metric === null ? {} : { better: metric.better as Better }) };
  const asked = { criterion, meaning, unit: metric?.unit ?? "", incidents, zone };
  const newest = await newestStored(db, { criterion, slug, actor, now });
  if (newest === null) return { asked, isDeclared: metric !== null, trial: null };
  const stepMs = durationMs(criterion.step);
  const to = ask.to ?? Math.max(firstAt(newest, stepMs), (ask.from ?? 0) + stepMs);
  const from = Math.max(ask.from ?? to - usualMs, to - mostTried * stepMs);
  const history = await storedHistory(db, { criterion, slug, actor, now, from, to });
  return { asked, isDeclared: metric !== null, trial: trialOf({ ...asked, from, to }, history) };
}
