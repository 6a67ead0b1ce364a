import { invitePerson } from "@/lib/identity/invite-person";
import { makeKernel } from "@/lib/platform/app";
import { connect } from "@/lib/platform/db";
import { readEnv } from "@/lib/platform/env";
import { AppError } from "@/lib/platform/errors";
import { newId } from "@/lib/platform/ids";
import { StartFault } from "@/lib/platform/start-fault";

/** Prints a one-time address under which a person sets their own password. Whoever operates the server runs it. */
async function main(): Promise<void> {
  const email = process.argv[2];
  if (email === undefined) throw new StartFault("Say for whom: npm run invite -- someone@example.org");
  const env = readEnv();
  const db = connect(env.DATABASE_URL);
  try {
    const call = { actor: { kind: "system", job: "operator" } as const, requestId: newId() };
    const { code, expiresAt } = await invitePerson.execute(makeKernel(db), { person: email }, call);
    console.log(`${env.COUNTERSIGN_URL}/activate?code=${code}`);
    console.error(`Give this address to ${email} alone. It works once, until ${expiresAt}.`);
  } finally {
    await db.close();
  }
}

try {
  await main();
} catch (error) {
  if (!(error instanceof AppError || error instanceof StartFault)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
