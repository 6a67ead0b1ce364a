import type { Outcome } from "@/lib/rollbacks/attempt-schemas";
import type { AllowedHosts } from "@/lib/platform/public-addresses";
import {
  isRedirect,
  isRefusal,
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

/** Which flag is meant. */
export interface FlagPlace {
  flag: string;
  project?: string | undefined;
  environment?: string | undefined;
}

/** Unleash does not do it, in words. `isFinal`: nor would it the next time. */
export class Refused extends Error {
  constructor(
    message: string,
    readonly isFinal = false,
  ) {
    super(message);
  }
}

/** A flag's path in the admin API, its environment, and how both are called. */
export function placeOf({ flag, project = "default", environment = "production" }: FlagPlace) {
  const at = `/api/admin/projects/${encodeURIComponent(project)}/features/${encodeURIComponent(flag)}`;
  return {
    at,
    inEnvironment: `${at}/environments/${encodeURIComponent(environment)}`,
    environment,
    about: `${flag} in ${environment}`,
  };
}

export const done = (note: string): Outcome => ({ succeeded: true, note: note.slice(0, 4_000) });
export const failed = (note: string, isFinal = false): Outcome => ({
  succeeded: false,
  note: note.slice(0, 4_000),
  isFinal,
});

/** What came of asking, where refusals and failures are answers like any other. */
export async function inWords(act: () => Promise<Outcome>): Promise<Outcome> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof Refused) return failed(error.message, error.isFinal);
    if (error instanceof NotReached) return failed(error.message, error.isRefused);
    throw error;
  }
}

/** One request to the admin API; the JSON of a reading, null of a change. */
export async function ask(
  unleash: Unleash,
  path: string,
  { method, body }: { method: Outgoing["method"]; body?: unknown },
): Promise<unknown> {
  const answer = await send({
    method,
    url: unleash.url + path,
    headers: {
      authorization: unleash.token,
      accept: "application/json",
      ...(body !== undefined && { "content-type": "application/json" }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    timeLimitMs: 15_000,
    mostBytes: 1024 * 1024,
    allowed: unleash.allowed,
  });
  const { status } = answer;
  if (isRedirect(answer)) throw new Refused(redirectWords(answer), true);
  if (status === 401 || status === 403) throw new Refused(`Unleash refused the token (${status}).`, true);
  if (status === 404) throw new Refused("Unleash knows no such project, flag or environment (404).", true);
  if (status < 200 || status > 299) throw new Refused(`Unleash answered ${status}.`, isRefusal(status));
  if (method !== "GET") return null;
  try {
    return JSON.parse(answer.text) as unknown;
  } catch {
    throw new Refused(noFlag);
  }
}

export const noFlag = "Unleash answered with something that is no flag.";
