import { parseArgs } from "node:util";
import { ensureBuild, root } from "../build";
import { join } from "node:path";
import type { Checked } from "./checks";
import type { Clients } from "./clients";
import { fullDisk, fullLog } from "./full-disk";
import { type Kill, killCampaign } from "./kills";
import { victims } from "./installation";

const clientCount = 32;

/** `npm run test:faults [-- --seed 7 --kills 60]`: kills and full disks under load; a table, and the seed to repeat a failure. */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { seed: { type: "string" }, kills: { type: "string" } } });
  const seed = Number(values.seed ?? Date.now() % 1_000_000);
  const count = Number(values.kills ?? 60);
  console.error(`Seed ${seed}. The pages are built first, if need be.`);
  await ensureBuild({ logFile: join(root, ".next", "cache", "build.log") });
  const faults: string[] = [];
  const lines: string[] = [];
  const told = (name: string, found: (Checked & { clients: Clients }) | undefined, more: string[]) => {
    if (found === undefined) {
      lines.push(`${name}: not tried, since no file system could be mounted here; as root it can`);
      return;
    }
    lines.push(`${name}: ${summaryOf(found)}`, ...more.map((each) => `  ${each}`));
    faults.push(...found.faults.map((each) => `${name}: ${each}`));
  };

  const killed = await killCampaign({ seed, kills: count, clients: clientCount });
  told("kills", killed, [
    `${clientCount} clients; the file was seen to hold ${killed.seen} of the checkpoints`,
    ...victims.map((victim) => awayOf(victim, killed.kills)),
  ]);
  const disk = await fullDisk({ seed });
  told(
    "full disk",
    disk,
    disk === undefined
      ? []
      : [`back ${seconds(disk.backMs)} after there was room, without a start`, ...saidBy(disk.clients)],
  );
  const log = await fullLog({ seed });
  told(
    "no room for PostgreSQL's log",
    log,
    log === undefined
      ? []
      : [`back ${seconds(log.backMs)} after it was started again`, ...saidBy(log.clients)],
  );
  console.log(lines.join("\n"));
  if (faults.length === 0) return;
  console.error(
    `\n${faults.slice(0, 40).join("\n")}\n${faults.length} faults. Again: npm run test:faults -- --seed ${seed} --kills ${count}`,
  );
  process.exitCode = 1;
}

function summaryOf({
  clients: { sent },
  entries,
  checkpoints,
  releases,
  faults,
}: Checked & { clients: Clients }): string {
  const count = (outcome: string) => sent.filter((each) => each.outcome === outcome).length;
  const again = sent.filter(({ tries }) => tries > 1).length;
  return [
    `${count("acknowledged")} acknowledged, ${count("refused")} refused, ${count("unknown")} given up, ${again} sent again`,
    `${entries} entries, ${checkpoints} checkpoints, ${releases} releases checked, ${faults.length} faults`,
  ].join("; ");
}

function awayOf(victim: string, kills: readonly Kill[]): string {
  const times = kills
    .filter((each) => each.victim === victim)
    .map(({ awayMs }) => awayMs)
    .toSorted((a, b) => a - b);
  if (times.length === 0) return `${victim}: not killed`;
  const middle = times[Math.floor(times.length / 2)] ?? 0;
  return `${victim}: killed ${times.length} times; until the next act ${seconds(middle)}, at most ${seconds(times.at(-1) ?? 0)}`;
}

function saidBy({ said }: Clients): string[] {
  return [...said].map(([words, count]) => `${count} × ${words}`);
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

await main();
process.exit();
