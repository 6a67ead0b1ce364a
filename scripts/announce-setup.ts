import { makeKernel } from "@/lib/platform/app";
import { connect } from "@/lib/platform/db";
import { offerSetupCode } from "@/lib/setup/open-workspace";

interface Announced {
  databaseUrl: string;
  secret: string;
  url: string;
  /** Asked for by hand: a new code, or a refusal. */
  replace?: boolean;
}

/** Prints the code with which an empty workspace is set up, and where. */
export async function announceSetUp({ databaseUrl, secret, url, replace = false }: Announced): Promise<void> {
  const db = connect(databaseUrl, { max: 1 });
  try {
    const offered = await offerSetupCode(makeKernel(db), { secret, replace });
    if (offered === null) return;
    const until = offered.expiresAt.toISOString().slice(0, 16).replace("T", " ");
    console.log(`This workspace is empty. Set it up at ${url}/setup with the code ${offered.code}`);
    console.log(`The code works once, until ${until} UTC or until the next one is made.`);
  } finally {
    await db.close();
  }
}
