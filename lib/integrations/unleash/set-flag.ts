import { z } from "zod";
import type { StepSaid } from "@/lib/rollbacks/attempt-schemas";
import type { AllowedHosts } from "@/lib/platform/public-addresses";
import {
  isRedirect,
  NotReached,
  type Outgoing,
  redirectWords,
  send,
} from "@/lib/integrations/webhooks/outgoing";

export interface Unleash {
  /** Without a slash at its end. */
  url: string;
  /** An admin API token, or a service account's. */
  token: string;
  allowed: AllowedHosts;
}

interface FlagAsked {
  flag: string;
  project?: string | undefined;
  environment?: string | undefined;
  isOn: boolean;
  /** Only read, and say what would be done. */
  dryRun: boolean;
}

const Feature = z.object({ environments: z.array(z.object({ name: z.string(), enabled: z.boolean() })) });
const word = (isOn: boolean) => (isOn ? "on" : "off");

/** Sets a flag by Unleash's admin API, and reads it back: it succeeded where it is so. */
export async function setFlag(unleash: Unleash, asked: FlagAsked): Promise<StepSaid> {
  const { flag, project = "default", environment = "production", isOn, dryRun } = asked;
  const at = `/api/admin/projects/${encodeURIComponent(project)}/features/${encodeURIComponent(flag)}`;
  const about = `${flag} in ${environment}`;
  const readBack = async () => (await isEnabled(unleash, at, { flag, environment })) === isOn;
  try {
    const isSo = await readBack();
    if (dryRun)
      return done(isSo ? `${about} is ${word(isOn)} already.` : `${about} would be turned ${word(isOn)}.`);
    if (isSo) return done(`${about} was ${word(isOn)} already.`);
    await ask(unleash, `${at}/environments/${encodeURIComponent(environment)}/${word(isOn)}`, "POST");
    return (await readBack())
      ? done(`${about} is ${word(isOn)}.`)
      : failed(`Unleash took it, but ${about} is not ${word(isOn)}.`);
  } catch (error) {
    if (error instanceof Refused || error instanceof NotReached) return failed(error.message);
    throw error;
  }
}

const done = (note: string): StepSaid => ({ succeeded: true, note: note.slice(0, 4_000) });
const failed = (note: string): StepSaid => ({ succeeded: false, note: note.slice(0, 4_000) });

class Refused extends Error {}

async function isEnabled(
  unleash: Unleash,
  at: string,
  { flag, environment }: { flag: string; environment: string },
): Promise<boolean> {
  const feature = Feature.safeParse(await ask(unleash, at, "GET"));
  if (!feature.success) throw new Refused("Unleash answered with something that is no flag.");
  const found = feature.data.environments.find(({ name }) => name === environment);
  if (found === undefined) throw new Refused(`Unleash knows no environment ${environment} of ${flag}.`);
  return found.enabled;
}

async function ask(unleash: Unleash, path: string, method: Outgoing["method"]): Promise<unknown> {
  const answer = await send({
    method,
    url: unleash.url + path,
    headers: { authorization: unleash.token, accept: "application/json" },
    timeLimitMs: 15_000,
    mostBytes: 1024 * 1024,
    allowed: unleash.allowed,
  });
  if (isRedirect(answer)) throw new Refused(redirectWords(answer));
  if (answer.status === 401 || answer.status === 403)
    throw new Refused(`Unleash refused the token (${answer.status}).`);
  if (answer.status === 404) throw new Refused("Unleash knows no such project, flag or environment (404).");
  if (answer.status < 200 || answer.status > 299) throw new Refused(`Unleash answered ${answer.status}.`);
  if (method !== "GET") return null;
  try {
    return JSON.parse(answer.text) as unknown;
  } catch {
    throw new Refused("Unleash answered with something that is no JSON.");
  }
}
