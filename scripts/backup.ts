import { StartFault } from "@/lib/platform/start-fault";
import { type Operated, operate } from "./operator";
import { takeBackup } from "./take-backup";

/** Writes a backup of the workspace to a file. Whoever operates the server runs it. */
async function backup({ databaseUrl }: Operated): Promise<void> {
  const file = process.argv[2];
  if (file === undefined) throw new StartFault("Say where to: npm run backup -- countersign.backup");
  const rows = await takeBackup({ url: databaseUrl, file });
  console.log(`${rows} rows are in ${file}. It holds everything, so keep it as safe as the database.`);
}

await operate(backup);
