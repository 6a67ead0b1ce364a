import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { cruise, type ICruiseResult, type IForbiddenRuleType } from "dependency-cruiser";
import { afterAll, expect, test } from "vitest";

const { rulesFor } = createRequire(import.meta.url)("./boundary-rules.cjs") as {
  rulesFor: (root: string) => IForbiddenRuleType[];
};

const roots: string[] = [];
afterAll(() => Promise.all(roots.map((root) => rm(root, { recursive: true, force: true }))));

/** Names of the rules that a small tree breaks. */
async function brokenRules(files: Record<string, string>): Promise<string[]> {
  const root = await mkdtemp(join(tmpdir(), "countersign-boundaries-"));
  roots.push(root);
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  const folders = [...new Set(Object.keys(files).map((path) => path.split("/")[0] ?? ""))];
  const { output } = await cruise(folders, {
    baseDir: root,
    validate: true,
    ruleSet: { forbidden: rulesFor(root) },
  });
  const { modules, summary } = output as ICruiseResult;
  // A cruiser that reads nothing also finds nothing.
  expect(modules.length).toBeGreaterThanOrEqual(Object.keys(files).length);
  return summary.violations.map(({ rule }) => rule.name);
}

const command = 'import { x } from "../platform/command";\nexport const castVote = command(x);\n';
const other = 'import { castVote } from "./cast-vote";\nexport const dropVote = command(castVote);\n';
const value = "export const x = 1;\n";
const from = (path: string) => `import { x } from "${path}";\nexport const y = x;\n`;

const canaries: Record<string, Record<string, string>> = {
  "no-cycles": {
    "lib/gates/a.ts": from("./b"),
    "lib/gates/b.ts": 'import { y } from "./a";\nexport const x = y;\n',
  },
  "no-barrels": { "lib/gates/index.ts": value, "lib/gates/votes.ts": from("./index") },
  "pure-files": { "lib/gates/rules.ts": from("./store"), "lib/gates/store.ts": value },
  "pure-files-all-the-way": {
    "lib/gates/rules.ts": from("./facts"),
    "lib/gates/facts.ts": from("../platform/db"),
    "lib/platform/db.ts": value,
  },
  "queries-and-store": {
    "lib/gates/queries.ts": 'import { castVote } from "./cast-vote";\nexport const y = castVote;\n',
    "lib/gates/cast-vote.ts": command,
    "lib/platform/command.ts": value,
  },
  commands: {
    "lib/gates/drop-vote.ts": other,
    "lib/gates/cast-vote.ts": command,
    "lib/platform/command.ts": value,
  },
  integrations: { "lib/integrations/github/send.ts": from("../../platform/db"), "lib/platform/db.ts": value },
  jobs: { "lib/gates/jobs.ts": from("next/headers") },
  app: { "app/page.tsx": from("../lib/gates/store"), "lib/gates/store.ts": value },
  components: { "components/gates/card.tsx": from("../../lib/gates/queries"), "lib/gates/queries.ts": value },
  "ui-primitives": { "components/ui/badge.tsx": from("../../lib/gates/model"), "lib/gates/model.ts": value },
  "command-line": { "lib/cli/main.ts": from("../gates/queries"), "lib/gates/queries.ts": value },
  "lib-knows-no-page": {
    "lib/gates/view.ts": from("../../components/ui/badge"),
    "components/ui/badge.tsx": value,
  },
  "tests-stay-tests": { "lib/gates/view.ts": from("../testing/people"), "lib/testing/people.ts": value },
};

test("every boundary has a canary", () => {
  const names = rulesFor("/nowhere").map(({ name }) => name);
  expect(Object.keys(canaries).toSorted()).toEqual(names.toSorted());
});

test.each(Object.entries(canaries))("a known bad import is reported by %s", async (rule, files) => {
  expect(await brokenRules(files)).toContain(rule);
});

test("a good tree breaks no rule", async () => {
  const files = {
    "lib/gates/model.ts": value,
    "lib/gates/rules.ts": from("./model"),
    "lib/gates/queries.ts": from("../platform/db"),
    "lib/platform/db.ts": value,
    "components/gates/card.tsx": from("../../lib/gates/model"),
    "app/page.tsx": from("../lib/gates/queries"),
  };
  expect(await brokenRules(files)).toEqual([]);
});
