import { announceSetUp } from "./announce-setup";
import { keepSecret } from "./child-env";
import { type Operated, operate } from "./operator";

/** Prints a new code for set-up, which ends the one before. Whoever operates the server runs it. */
async function newCode({ env, databaseUrl }: Operated): Promise<void> {
  const secret = env.secret ?? (await keepSecret(env.dataDir));
  await announceSetUp({ databaseUrl, secret, url: env.url, replace: true });
}

await operate(newCode);
