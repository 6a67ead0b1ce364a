import { StartFault } from "@/lib/platform/start-fault";
import { migrate } from "./migrate";

/** `npm run migrate`: for those who run their own database and deploy by hand. */
async function main(): Promise<number> {
  const url = process.env["DATABASE_URL"];
  if (url === undefined || url === "") {
    console.error("DATABASE_URL is not set: name the database that shall be migrated.");
    return 1;
  }
  try {
    const names = await migrate({ url });
    console.log(names.length === 0 ? "Nothing to apply." : names.map((name) => `Applied ${name}`).join("\n"));
    return 0;
  } catch (error) {
    if (!(error instanceof StartFault)) throw error;
    console.error(error.message);
    return 1;
  }
}

process.exitCode = await main();
