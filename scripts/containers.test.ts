import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { settings } from "@/lib/platform/env";

const root = fileURLToPath(new URL("..", import.meta.url));
const text = (name: string) => readFileSync(join(root, name), "utf8");
const steps = text("Dockerfile")
  .replaceAll("\\\n", " ")
  .split("\n")
  .filter((line) => /^[A-Z]+ /.test(line.trim()))
  .map((line) => line.trim());
const of = (word: string) =>
  steps.filter((step) => step.startsWith(`${word} `)).map((step) => step.slice(word.length + 1));

interface Service {
  command?: string[];
  environment?: Record<string, string>;
  ports?: string[];
  depends_on?: Record<string, { condition: string }>;
  healthcheck?: Record<string, unknown>;
  image?: string;
  volumes?: string[];
}
const compose: { services: Record<string, Service>; volumes: Record<string, unknown> } = parse(
  text("docker-compose.yml"),
  { merge: true },
);
const { app, worker, db } = compose.services;
const scripts: Record<string, string> = JSON.parse(text("package.json")).scripts;
const known = settings.map(({ name }) => name);
const named = (words: string) => [...words.matchAll(/\$\{(\w+)/g)].map(([, name]) => name ?? "");

describe("the image", () => {
  test("copies what is there, and runs scripts that are there", () => {
    const copied = of("COPY")
      .filter((step) => !step.startsWith("--from"))
      .flatMap((step) => step.split(/\s+/).slice(0, -1));
    expect(copied.filter((path) => !existsSync(join(root, path)))).toEqual([]);
    const run = of("RUN").flatMap((step) =>
      [...step.matchAll(/npm run ([\w:-]+)/g)].map(([, name]) => name ?? ""),
    );
    expect(run.filter((name) => scripts[name] === undefined)).toEqual([]);
    const started = [...of("ENTRYPOINT"), ...of("HEALTHCHECK")].flatMap((step) =>
      [...step.matchAll(/scripts\/[\w.-]+/g)].map(([path]) => path),
    );
    expect(started.sort()).toEqual(["scripts/healthcheck.mjs", "scripts/start.ts"]);
    expect(started.filter((path) => !existsSync(join(root, path)))).toEqual([]);
    expect(scripts["start"]).toContain("node --import tsx scripts/start.ts");
  });

  test("sets settings that there are, and is not run by root", () => {
    const set = of("ENV").flatMap((step) => [...step.matchAll(/(\w+)=/g)].map(([, name]) => name ?? ""));
    const ofNode = ["NODE_ENV", "NEXT_TELEMETRY_DISABLED"];
    expect(set.filter((name) => !known.includes(name) && !ofNode.includes(name))).toEqual([]);
    expect(of("USER")).toEqual(["node"]);
    expect(of("EXPOSE")).toEqual([String(settings.find(({ name }) => name === "PORT")?.preset)]);
  });

  test("holds no secret, and nothing that only this machine has", () => {
    const left = text(".dockerignore").split("\n");
    for (const name of [".env", ".git", "node_modules", ".next", ".data", ".countersign"])
      expect(left).toContain(name);
    expect(text("Dockerfile")).not.toMatch(/COUNTERSIGN_SECRET|PASSWORD|ARG /);
  });

  test("runs without what only builds and tests need: whatever its programs import is a dependency", () => {
    const { dependencies }: { dependencies: Record<string, string> } = JSON.parse(text("package.json"));
    const programs = "start web worker invite setup-code backup restore".split(" ");
    const entries = [...programs.map((name) => `scripts/${name}.ts`), "prisma/migrate-cli.ts"];
    const external = [...text("next.config.ts").matchAll(/^ {4}"([^"]+)",$/gm)].map(([, name]) => name ?? "");
    expect(external.length).toBeGreaterThan(5);
    const needed = new Set(["tsx", ...external, ...packagesOf(entries)]);
    expect([...needed].filter((name) => dependencies[name] === undefined)).toEqual([]);
    expect(needed).toContain("pg-copy-streams");
  });
});

/** The packages that these files import at run time, by way of whatever files of ours. */
function packagesOf(entries: readonly string[]): Set<string> {
  const packages = new Set<string>();
  const seen = new Set<string>();
  const open = [...entries];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (seen.has(file) || file.startsWith("lib/platform/generated/")) continue;
    seen.add(file);
    for (const [, type, name = ""] of text(file).matchAll(
      /^(?:import|export)( type)?[^"';]*?from "([^"]+)";|^import "[^"]+";/gm,
    )) {
      if (type !== undefined || name === "" || name.startsWith("node:")) continue;
      const own = ownPath(file, name);
      if (own === undefined) packages.add(packageOf(name));
      else open.push(own);
    }
  }
  return packages;
}

function ownPath(file: string, name: string): string | undefined {
  if (!name.startsWith(".") && !name.startsWith("@/")) return undefined;
  const path = name.startsWith("@/") ? name.slice(2) : join(dirname(file), name);
  return [path, `${path}.ts`, `${path}.tsx`].find(
    (each) => /\.[a-z]+$/.test(each) && existsSync(join(root, each)),
  );
}

const packageOf = (name: string) => name.split("/", name.startsWith("@") ? 2 : 1).join("/");

describe("the composition", () => {
  test("gives the application settings that it knows, alike to both parts", () => {
    expect(Object.keys(app?.environment ?? {}).filter((name) => !known.includes(name))).toEqual([]);
    const { COUNTERSIGN_CHECKPOINT_FILE: _file, ...shared } = worker?.environment ?? {};
    expect(shared).toEqual(app?.environment);
    expect([app?.command, worker?.command]).toEqual([["web"], ["worker"]]);
  });

  test("takes from .env what .env.example lists, and refuses to start without what has no default", () => {
    const example = [...text(".env.example").matchAll(/^(\w+)=/gm)].map(([, name]) => name ?? "");
    const used = named(text("docker-compose.yml"));
    expect(example.filter((name) => !used.includes(name))).toEqual([]);
    expect([...new Set(used)].filter((name) => !example.includes(name))).toEqual(["LOG_LEVEL"]);
    for (const name of ["COUNTERSIGN_SECRET", "COUNTERSIGN_URL", "POSTGRES_PASSWORD"])
      expect(text("docker-compose.yml")).toMatch(new RegExp(`\\$\\{${name}:\\?`));
    expect(text(".env.example")).toMatch(/^COUNTERSIGN_SECRET=$/m);
  });

  test("has the worker keep the last checkpoint on a volume of its own, where the image lets it write", () => {
    const file = worker?.environment?.["COUNTERSIGN_CHECKPOINT_FILE"] ?? "";
    expect(known).toContain("COUNTERSIGN_CHECKPOINT_FILE");
    const [volume, place = "none"] = worker?.volumes?.[0]?.split(":") ?? [];
    expect(compose.volumes).toHaveProperty(volume ?? "none");
    expect(db?.volumes?.[0]?.split(":")[0]).not.toBe(volume);
    expect(dirname(file)).toBe(place);
    const [user] = of("USER");
    expect(of("RUN").some((step) => step.includes(`chown ${user}:${user} ${place}`))).toBe(true);
    // Made by root, before what runs is another.
    expect(steps.findIndex((step) => step.includes(place))).toBeLessThan(steps.indexOf(`USER ${user}`));
  });

  test("publishes the port that the image listens on, to this machine alone", () => {
    expect(app?.ports).toEqual(["127.0.0.1:${PUBLISHED_PORT:-3000}:3000"]);
    expect(db?.ports).toBeUndefined();
  });

  test("waits for what it needs, and keeps the database's folder", () => {
    expect(app?.depends_on).toEqual({ db: { condition: "service_healthy" } });
    expect(worker?.depends_on).toEqual({ app: { condition: "service_healthy" } });
    expect(db?.image).toBe("postgres:18");
    const [volume, place] = db?.volumes?.[0]?.split(":") ?? [];
    expect(compose.volumes).toHaveProperty(volume ?? "none");
    // From 18 on the image keeps its clusters below this folder, one for each major version.
    expect(place).toBe("/var/lib/postgresql");
  });
});
