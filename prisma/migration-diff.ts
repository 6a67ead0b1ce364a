// Prints the SQL that leads from an empty database to the datamodel, or with `--since <git revision>` from
// that revision's datamodel to today's: the start of a migration, to which constraints and triggers are added.
import { execFileSync } from "node:child_process";
import { openOfflineEngine, type SchemaFile } from "./engine";
import { readSchema } from "./folders";

function schemaAt(revision: string): SchemaFile[] {
  const git = (...args: string[]) => execFileSync("git", args, { encoding: "utf8" });
  const paths = git("ls-tree", "--name-only", revision, "prisma/schema/").split("\n").filter(Boolean);
  return paths.map((path) => ({ path, content: git("show", `${revision}:${path}`) }));
}

/** The SQL between two datamodels; `from` absent means an empty database. No database is asked. */
export async function diffSql({ from, to }: { from?: SchemaFile[]; to: SchemaFile[] }): Promise<string> {
  const engine = await openOfflineEngine();
  try {
    const { stdout } = await engine.diff({
      from: from === undefined ? { tag: "empty" } : { tag: "schemaDatamodel", files: from },
      to: { tag: "schemaDatamodel", files: to },
      script: true,
      exitCode: null,
      filters: { externalTables: [], externalEnums: [] },
    });
    return stdout ?? "";
  } finally {
    engine.free();
  }
}

if (import.meta.filename === process.argv[1]) {
  const at = process.argv.indexOf("--since");
  const revision = at === -1 ? undefined : process.argv[at + 1];
  const to = await readSchema();
  process.stdout.write(await diffSql(revision === undefined ? { to } : { from: schemaAt(revision), to }));
}
