import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import * as engine from "@prisma/schema-engine-wasm/schema_engine_bg";
import pg from "pg";

export type SchemaEngine = engine.SchemaEngine;
export interface SchemaFile {
  path: string;
  content: string;
}

/** Told what the database said of a script; the engine itself passes on no more than "external error". */
type ScriptFault = (error: unknown) => void;

let loaded: Promise<void> | undefined;

/** Node has no loader for WebAssembly modules yet, so the engine's two halves are joined here. */
async function load(): Promise<void> {
  const entry = createRequire(import.meta.url).resolve("@prisma/schema-engine-wasm/schema_engine_bg");
  const bytes = await readFile(join(dirname(entry), "schema_engine_bg.wasm"));
  const { instance } = await WebAssembly.instantiate(bytes, { "./schema_engine_bg.js": glue() });
  engine.__wbg_set_wasm(instance.exports);
  const start = instance.exports["__wbindgen_start"];
  if (typeof start === "function") start();
}

/** The engine never clears its lock's time-out of ten seconds, which would keep a finished process alive. */
function glue(): WebAssembly.ModuleImports {
  const imports = { ...engine } as unknown as WebAssembly.ModuleImports;
  const timer = Object.keys(imports).find((name) => name.startsWith("__wbg_setTimeout_"));
  if (timer === undefined) return imports;
  return { ...imports, [timer]: (run: () => void, ms: number) => setTimeout(run, ms).unref() };
}

/** Prisma's schema engine over a pool; the caller frees the engine and ends the pool. */
export async function openEngine(pool: pg.Pool, onScriptFault?: ScriptFault): Promise<SchemaEngine> {
  loaded ??= load();
  await loaded;
  const factory = bindMigrationAwareSqlAdapterFactory(wholeScripts(pool, onScriptFault));
  return engine.SchemaEngine.new({ datamodels: undefined }, () => undefined, factory);
}

/** The engine with no database behind it: enough to compare two datamodels. */
export async function openOfflineEngine(): Promise<SchemaEngine> {
  const pool = new pg.Pool();
  // At its start the engine asks for the server's version; no answer means the newest.
  const silence = async () => ({ rows: [], fields: [], rowCount: 0, command: "SELECT", oid: 0 });
  Object.assign(pool, { query: silence });
  return openEngine(pool);
}

/**
 * adapter-pg 7.10 cuts scripts at every semicolon, also inside function bodies. Sent whole, Postgres
 * splits them itself, and a script that fails leaves nothing behind.
 */
function wholeScripts(pool: pg.Pool, onScriptFault: ScriptFault = () => undefined): PrismaPg {
  const base = new PrismaPg(pool, { disposeExternalPool: false });
  const connectOnce = base.connect.bind(base);
  base.connect = async () => {
    const adapter = await connectOnce();
    adapter.executeScript = async (script) => {
      await pool.query(script).catch((error: unknown) => {
        onScriptFault(error);
        throw error;
      });
    };
    return adapter;
  };
  return base;
}
