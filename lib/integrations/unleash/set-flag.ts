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

interface FlagAsked extends FlagPlace {
  isOn: boolean;
  /** Only read, and say what would be done. */
  dryRun: boolean;
}

const Feature = z.object({ environments: z.array(z.object({ name: z.string(), enabled: z.boolean() })) });
const word = (isOn: boolean) => (isOn ? "on" : "off");

/** Sets a flag by Unleash's admin API, and reads it back: it succeeded where it is so. */
export async function setFlag(unleash: Unleash, { isOn, dryRun, ...place }: FlagAsked): Promise<Outcome> {
  const { inEnvironment, about } = placeOf(place);
  const readBack = async () => (await isEnabled(unleash, place)) === isOn;
  return inWords(async () => {
    const isSo = await readBack();
    if (dryRun)
      return done(isSo ? `${about} is ${word(isOn)} already.` : `${about} would be turned ${word(isOn)}.`);
    if (isSo) return done(`${about} was ${word(isOn)} already.`);
    await ask(unleash, `${inEnvironment}/${word(isOn)}`, { method: "POST" });
    return (await readBack())
      ? done(`${about} is ${word(isOn)}.`)
      : failed(`Unleash took it, but ${about} is not ${word(isOn)}.`);
  });
}

async function isEnabled(unleash: Unleash, place: FlagPlace): Promise<boolean> {
  const { at, environment } = placeOf(place);
  const feature = Feature.safeParse(await ask(unleash, at, { method: "GET" }));
  if (!feature.success) throw new Refused(noFlag);
  const found = feature.data.environments.find(({ name }) => name === environment);
  if (found === undefined)
    throw new Refused(`Unleash knows no environment ${environment} of ${place.flag}.`, true);
  return found.enabled;
}
