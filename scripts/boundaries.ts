import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { root } from "./build";

interface Cruised {
  modules: { source: string; dependencies: { module: string; couldNotResolve: boolean }[] }[];
  summary: { violations: { from: string; to: string; rule: { name: string } }[]; totalCruised: number };
}

const folders = ["app", "components", "lib", "prisma", "scripts", "e2e"];

/** Checks who imports whom, and that the check really read the sources: some toolchains make it read nothing. */
function main(): number {
  const cli = join(root, "node_modules", "dependency-cruiser", "bin", "dependency-cruise.mjs");
  const args = [cli, "--config", ".dependency-cruiser.cjs", "--output-type", "json", ...folders];
  const done = spawnSync(process.execPath, args, { cwd: root, encoding: "utf8", maxBuffer: 2 ** 28 });
  if (!done.stdout.startsWith("{")) {
    console.error(done.stderr || done.stdout);
    return 1;
  }
  const { modules, summary }: Cruised = JSON.parse(done.stdout);
  const unresolved = modules.flatMap(({ source, dependencies }) =>
    dependencies
      .filter(({ module, couldNotResolve }) => couldNotResolve && /^(@\/|\.)/.test(module))
      .map(({ module }) => `${source} → ${module} could not be found`),
  );
  const broken = summary.violations.map(({ from, to, rule }) => `${rule.name}: ${from} → ${to}`);
  const blind = modules.some(({ source }) => source.startsWith("lib/")) ? [] : ["no module of lib/ was read"];
  for (const fault of [...blind, ...unresolved, ...broken]) console.error(fault);
  console.log(`${summary.totalCruised} modules read`);
  return blind.length + unresolved.length + broken.length === 0 ? 0 : 1;
}

process.exitCode = main();
