import { invitePerson } from "@/lib/identity/invite-person";
import { makeKernel } from "@/lib/platform/app";
import { connect } from "@/lib/platform/db";
import { newId } from "@/lib/platform/ids";
import { StartFault } from "@/lib/platform/start-fault";
import { type Operated, operate } from "./operator";

/** Prints a one-time address under which a person sets their own password. Whoever operates the server runs it. */
async function invite({ env, databaseUrl }: Operated): Promise<void> {
  const email = process.argv[2];
  if (email === undefined) throw new StartFault("Say for whom: npm run invite -- someone@example.org");
  const db = connect(databaseUrl);
  try {
    const call = { actor: { kind: "system", job: "operator" } as const, requestId: newId() };
    const { code, expiresAt } = await invitePerson.execute(makeKernel(db), { person: email }, call);
    console.log(`${env.url}/activate?code=${code}`);
    console.error(`Give this address to ${email} alone. It works once, until ${expiresAt}.`);
  } finally {
    await db.close();
  }
}

await operate(invite);
