import { StartFault } from "@/lib/platform/start-fault";
import { type Operated, operate } from "./operator";
import { restoreBackup } from "./restore-backup";

/** Fills an empty database from a backup. Whoever operates the server runs it. */
async function restore({ databaseUrl }: Operated): Promise<void> {
  const file = process.argv[2];
  if (file === undefined) throw new StartFault("Say from where: npm run restore -- countersign.backup");
  const { rows, at } = await restoreBackup({ url: databaseUrl, file });
  console.log(`${rows} rows are back as they were at ${at}. Everybody signs in again.`);
  console.log(
    "The ledger ends there too: where a later checkpoint of it was signed, none is signed any more until you remove the checkpoint file knowingly (docs/guide/operate.md, “Ledger”).",
  );
}

await operate(restore, { mayMake: true });
