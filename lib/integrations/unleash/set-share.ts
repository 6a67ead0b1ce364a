import { z } from "zod";
import type { Outcome } from "@/lib/rollbacks/attempt-schemas";
import {
  ask,
  done,
  failed,
  type FlagPlace,
  inWords,
  noFlag,
  placeOf,
  Refused,
  type Unleash,
} from "./unleash-api";

interface ShareAsked extends FlagPlace {
  percent: number;
}

const Strategy = z.object({
  id: z.string(),
  name: z.string(),
  disabled: z.boolean().nullish(),
  parameters: z.record(z.string(), z.string()).nullish(),
});
const Feature = z.object({
  environments: z.array(
    z.object({ name: z.string(), enabled: z.boolean(), strategies: z.array(Strategy).nullish() }),
  ),
});

const gradual = "flexibleRollout";

interface Standing {
  isOn: boolean;
  strategies: z.output<typeof Strategy>[];
}

/**
 * Sets for which share a flag is on, by its one gradual rollout in an environment, and reads back what Unleash says: that share is what
 * was observed. 0 turns the environment off. Whoever has it by another strategy makes the share something else, so that is refused.
 */
export async function setShare(unleash: Unleash, { percent, ...place }: ShareAsked): Promise<Outcome> {
  const { inEnvironment, about } = placeOf(place);
  if (!Number.isInteger(percent))
    return failed(`Unleash divides by whole percents; ${percent} % cannot be set.`, true);
  return inWords(async () => {
    const { isOn, strategies } = await read(unleash, place);
    if (percent === 0 && isOn) await ask(unleash, `${inEnvironment}/off`, { method: "POST" });
    if (percent > 0) {
      // The share first: turned on with the old one, more would get it for a moment.
      const change = rolloutChange({ strategies, percent, ...place });
      if (change !== null) await ask(unleash, `${inEnvironment}/strategies${change.path}`, change);
      if (!isOn) await ask(unleash, `${inEnvironment}/on`, { method: "POST" });
    }
    const share = shareOf(await read(unleash, place), place);
    return { ...done(`${about} is on for ${share} %.`), percent: share };
  });
}

function shareOf({ isOn, strategies }: Standing, place: FlagPlace): number {
  if (!isOn) return 0;
  // Without a strategy it is on for everybody.
  return rolloutOf(strategies, place)?.rollout ?? 100;
}

/** The request that brings the gradual rollout to a share, making one where there is none; null: it is so. */
function rolloutChange({ strategies, percent, ...place }: ShareAsked & Pick<Standing, "strategies">): {
  path: string;
  method: "POST" | "PATCH";
  body: unknown;
} | null {
  const rollout = String(percent);
  const found = rolloutOf(strategies, place);
  if (found === null) {
    const parameters = { rollout, stickiness: "default", groupId: place.flag };
    return { path: "", method: "POST", body: { name: gradual, parameters, constraints: [] } };
  }
  if (found.rollout === percent) return null;
  const body = [{ op: "replace", path: "/parameters/rollout", value: rollout }];
  return { path: `/${encodeURIComponent(found.id)}`, method: "PATCH", body };
}

function rolloutOf(
  [strategy, ...others]: Standing["strategies"],
  place: FlagPlace,
): { id: string; rollout: number } | null {
  if (strategy === undefined) return null;
  const rollout = Number(strategy.parameters?.["rollout"] ?? Number.NaN);
  const isGradual = strategy.name === gradual && strategy.disabled !== true && Number.isFinite(rollout);
  if (isGradual && others.length === 0) return { id: strategy.id, rollout };
  const words = "has other strategies than one gradual rollout, so no share can be told of it.";
  throw new Refused(`${placeOf(place).about} ${words}`, true);
}

async function read(unleash: Unleash, place: FlagPlace): Promise<Standing> {
  const { at, environment } = placeOf(place);
  const feature = Feature.safeParse(await ask(unleash, at, { method: "GET" }));
  if (!feature.success) throw new Refused(noFlag);
  const found = feature.data.environments.find(({ name }) => name === environment);
  if (found === undefined)
    throw new Refused(`Unleash knows no environment ${environment} of ${place.flag}.`, true);
  return { isOn: found.enabled, strategies: found.strategies ?? [] };
}
