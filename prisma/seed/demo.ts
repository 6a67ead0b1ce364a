import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { makeKernel } from "@/lib/platform/app";
import { shiftedClock } from "@/lib/platform/clock";
import { connect } from "@/lib/platform/db";
import { delegateRole } from "@/lib/policy/delegate-role";
import { type Cast, makeCast } from "./demo/cast";
import { emailOf, people } from "./demo/people";
import { openAccounts, publishToday, setUpOrganisation } from "./demo/organisation";
import { clickstream, emergencyFix, featureStore } from "./demo/finished-stories";
import { direct } from "./demo/direct";
import { nameWhatServes } from "./demo/live";
import { proposeWhatWasLearned, rolledBack } from "./demo/rolled-back";
import { firstRelease, givenUp, openedAgain, readyToGo, withoutCanary } from "./demo/small-stories";
import { transcription } from "./demo/transcription";
import { setFreezes } from "./demo/freezes";
import { setUpRota } from "./demo/operations-rota";
import { fraudScoring } from "./demo/fraud-scoring";
import { measure } from "./demo/measurements";
import { observed } from "./demo/observed";
import { replyDrafts } from "./demo/reply-drafts";
import { searchRanking } from "./demo/search-ranking";
import { goOrNoGo, weeklyReview } from "./demo/weekly-review";

export interface DemoSeed {
  databaseUrl: string;
  dataDir: string;
  url: string;
}

const storyDays = 30;

/** Fills an empty, migrated database with the sample workspace, by running the real commands, and writes `demo.json`. */
export async function seedDemo({ databaseUrl, dataDir, url }: DemoSeed): Promise<void> {
  const end = new Date();
  const clock = shiftedClock(-storyDays * 86_400_000);
  // Hundreds of commits would wait for the disk longer than for anything else.
  const db = connect(databaseUrl, { max: 4, isDurable: false });
  try {
    const kernel = makeKernel(db, clock);
    const cast = makeCast(kernel, clock, end);
    await setUpOrganisation(cast);
    await setUpRota(cast, end);
    await nameWhatServes(cast);
    await direct(
      [
        { daysAgo: 29, story: clickstream(cast) },
        { daysAgo: 27, story: givenUp(cast) },
        { daysAgo: 25, story: observed(cast) },
        { daysAgo: 23, story: transcription(cast, end) },
        { daysAgo: 21, story: emergencyFix(cast), isUrgent: true },
        { daysAgo: 19, story: openedAgain(cast) },
        { daysAgo: 17, story: withoutCanary(cast) },
        { daysAgo: 14, story: firstRelease(cast) },
        { daysAgo: 13, story: searchRanking(cast) },
        { daysAgo: 11, story: rolledBack(cast) },
        { daysAgo: 10, story: readyToGo(cast) },
        { daysAgo: 6, story: featureStore(cast) },
        { daysAgo: 9, story: fraudScoring(cast) },
        { daysAgo: 12, story: weeklyReview(cast, end) },
        { daysAgo: 1, story: goOrNoGo(cast, end), isUrgent: true },
        { daysAgo: 2, story: replyDrafts(cast, end) },
      ],
      { clock, end },
    );
    await setFreezes(cast, end);
    await publishToday(cast);
    await proposeWhatWasLearned(cast);
    // Tokens are made now, so that they last as long as ones made today.
    clock.set(new Date());
    await measure(kernel, end);
    await goOnLeave(cast, clock.now());
    const accounts = await openAccounts(cast);
    const listed = people.map(({ key, name, roles, access }) => ({
      email: emailOf(key),
      name,
      roles,
      access,
      ...accounts.get(key),
    }));
    // What is on the disk after this has everything before it there too.
    await db.pool.query("BEGIN; SET LOCAL synchronous_commit = on; SELECT pg_current_xact_id(); COMMIT");
    await writeFile(join(dataDir, "demo.json"), `${JSON.stringify({ url, people: listed }, null, 2)}\n`, {
      mode: 0o600,
    });
  } finally {
    await db.close();
  }
}

/** Somebody of product is away, and a release champion signs for them meanwhile. */
async function goOnLeave(cast: Cast, now: Date): Promise<void> {
  await cast.by("marcus", delegateRole, {
    role: "product",
    to: emailOf("jonas"),
    until: new Date(now.getTime() + 8 * 86_400_000).toISOString(),
    reason: "On leave; Jonas knows what we promised for each release.",
  });
}
