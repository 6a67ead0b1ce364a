// Adds to package-lock.json the packages for other platforms that `npm install` left out because the registry
// at hand does not carry them. Without their entries `npm ci` calls the lock file out of date.
import { readFileSync, writeFileSync } from "node:fs";

const path = new URL("../package-lock.json", import.meta.url);
const systems = [
  "android",
  "darwin",
  "freebsd",
  "linux",
  "netbsd",
  "openbsd",
  "openharmony",
  "sunos",
  "win32",
  "aix",
];
const processors = [
  "arm64",
  "arm",
  "x64",
  "ia32",
  "ppc64",
  "riscv64",
  "s390x",
  "loong64",
  "mips64el",
  "wasm32",
];

/** The platform that a package name ends with, or nothing when it names none. */
function platformOf(name) {
  const words = name.split("/").at(-1).split("-");
  const cpu = processors.find((processor) => words.includes(processor));
  const os = systems.find((system) => words.includes(system));
  if (cpu === undefined) return undefined;
  const libc = { gnu: "glibc", musl: "musl" }[words.at(-1)];
  return { cpu: [cpu], ...(os && { os: [os] }), ...(os === "linux" && libc && { libc: [libc] }) };
}

const lock = JSON.parse(readFileSync(path, "utf8"));
let added = 0;
for (const entry of Object.values(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const platform = platformOf(name);
    const place = `node_modules/${name}`;
    if (platform === undefined || !/^\d/.test(version) || place in lock.packages) continue;
    lock.packages[place] = { version, ...platform, ...(entry.dev && { dev: true }), optional: true };
    added += 1;
  }
}
const byName = ([one], [other]) => (one < other ? -1 : 1);
lock.packages = Object.fromEntries(Object.entries(lock.packages).toSorted(byName));
writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`${added} packages of other platforms added`);
