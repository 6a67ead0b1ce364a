import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { makeKernel } from "@/lib/platform/app";
import { shiftedClock } from "@/lib/platform/clock";
import { connect } from "@/lib/platform/db";
import { makeCast } from "./demo/cast";
import { emailOf, people } from "./demo/people";
import { openAccounts, setUpOrganisation } from "./demo/organisation";
import { fraudScoring } from "./demo/fraud-scoring";
import { replyDrafts } from "./demo/reply-drafts";
import { searchRanking } from "./demo/search-ranking";

export interface DemoSeed {
  databaseUrl: string;
  dataDir: string;
  url: string;
}

const storyHours = 9 * 24;

/** Fills an empty, migrated database with the sample workspace, by running the real commands, and writes `demo.json`. */
export async function seedDemo({ databaseUrl, dataDir, url }: DemoSeed): Promise<void> {
  const clock = shiftedClock(-storyHours * 3_600_000);
  const db = connect(databaseUrl, { max: 4 });
  try {
    const cast = makeCast(makeKernel(db, clock), clock);
    await setUpOrganisation(cast);
    await searchRanking(cast);
    await fraudScoring(cast);
    await replyDrafts(cast);
    // Tokens are made now, so that they last as long as ones made today.
    clock.set(new Date());
    const accounts = await openAccounts(cast);
    const listed = people.map(({ key, name, roles, access }) => ({
      email: emailOf(key),
      name,
      roles,
      access,
      ...accounts.get(key),
    }));
    await writeFile(join(dataDir, "demo.json"), `${JSON.stringify({ url, people: listed }, null, 2)}\n`, {
      mode: 0o600,
    });
  } finally {
    await db.close();
  }
}
