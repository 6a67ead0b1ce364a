// The table "from → may import" of the architecture, as rules for dependency-cruiser.
// Layers are told apart by file name, commands by what they hold, since any verb may name one.
const { readdirSync, readFileSync, existsSync } = require("node:fs");
const { join } = require("node:path");

const area = "^lib/(?!platform/|testing/|cli/|integrations/)[^/]+/";
const test = "\\.test\\.tsx?$|^lib/testing/|/fixtures/";
const pure = `${area}[^/]*(model|rules|schemas?|events|chart)\\.ts$`;
const queries = `${area}[^/]*queries\\.ts$`;
const store = `${area}[^/]*store\\.ts$`;
const jobs = `${area}[^/]*jobs\\.ts$`;
const integrations = "^lib/integrations/";
const kernel = "^lib/platform/(command|app|endpoint|web)\\.ts$";
const database = "^lib/platform/(db|generated/|ledger|locks|record)|^(node_modules/)?(pg|@prisma/[^/]+)(/|$)";
const web = "^(node_modules/)?(next|next-auth|react|react-dom)(/|$)";
const outside = "^(node:)?(fs|net|http|https|child_process|dns|tls|worker_threads)(/|$)";
const above = "^(app|components)/";

/** A path expression of the files in lib/<area>/ that define a command; one that matches nothing if none does. */
function commandsOf(root) {
  const folder = join(root, "lib");
  const entries = existsSync(folder) ? readdirSync(folder, { recursive: true }) : [];
  const names = entries.map(String).filter((name) => /^(?!platform|testing)[^/]+\/[^/]+\.ts$/.test(name));
  const found = names.filter((name) => !name.endsWith(".test.ts") && isCommand(join(folder, name)));
  if (found.length === 0) return "^$";
  return `^lib/(${found.map((name) => name.replaceAll(".", "\\.")).join("|")})$`;
}

function isCommand(path) {
  return /^export const \w+ = command\(/m.test(readFileSync(path, "utf8"));
}

/** The rules for a tree whose root is given. */
function rulesFor(root) {
  const commands = commandsOf(root);
  const rule = (name, comment, from, to) => ({ name, comment, severity: "error", from, to });
  return [
    rule("no-cycles", "Two files that need each other are one file.", {}, { circular: true }),
    rule(
      "no-barrels",
      "Import the file that has it.",
      {},
      { path: "/index\\.tsx?$", pathNot: "node_modules" },
    ),
    rule(
      "pure-files",
      "Rules know no database, no network, no clock and no framework.",
      { path: pure, pathNot: test },
      { path: [queries, store, jobs, integrations, kernel, commands, database, web, outside, above] },
    ),
    rule(
      "pure-files-all-the-way",
      "What a pure file imports must not reach the database's driver either.",
      { path: pure, pathNot: test },
      { path: "^lib/platform/db\\.ts$", reachable: true },
    ),
    rule(
      "queries-and-store",
      "Reads and writes serve commands; they do not call them.",
      { path: [queries, store], pathNot: test },
      { path: [jobs, integrations, kernel, commands, web, above] },
    ),
    rule(
      "commands",
      "A command calls no other command, no network and no framework.",
      { path: commands },
      { path: [jobs, integrations, commands, web, outside, above] },
    ),
    rule(
      "integrations",
      "Integrations speak to others, never to the database.",
      { path: integrations, pathNot: test },
      { path: [queries, store, jobs, kernel, commands, database, web, above] },
    ),
    rule("jobs", "Jobs know no page.", { path: jobs, pathNot: test }, { path: [web, above] }),
    rule(
      "app",
      "Pages and routes are thin: no Prisma, no store.",
      { path: "^app/", pathNot: test },
      { path: [store, "^lib/platform/(db|generated/)", "^(node_modules/)?(pg|@prisma/[^/]+)(/|$)"] },
    ),
    rule(
      "components",
      "Components draw what they are given.",
      { path: "^components/", pathNot: test },
      { path: [queries, store, jobs, integrations, kernel, commands, database, outside, "^app/"] },
    ),
    rule(
      "ui-primitives",
      "A primitive knows no area.",
      { path: "^components/ui/", pathNot: test },
      { path: [area, "^components/(?!ui/)"] },
    ),
    rule(
      "command-line",
      "The command line speaks HTTP only.",
      { path: "^lib/cli/", pathNot: test },
      { path: [queries, store, jobs, integrations, kernel, commands, database, web, above] },
    ),
    rule(
      "lib-knows-no-page",
      "Pages import areas, not the other way round.",
      { path: "^lib/", pathNot: test },
      { path: above },
    ),
    rule(
      "tests-stay-tests",
      "What ships does not import what tests.",
      { path: "^(lib|app|components)/", pathNot: test },
      { path: "^lib/testing/|\\.test\\.tsx?$|^e2e/|^bench/" },
    ),
  ];
}

module.exports = { rulesFor };
