import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { settings } from "./env";

test("the operator's guide lists every setting with its default and what it is for", () => {
  const guide = readFileSync(new URL("../../docs/guide/operate.md", import.meta.url), "utf8");
  const rows = guide.split("\n").filter((line) => /^\| `[A-Z_]+` \|/.test(line));
  const wanted = settings.map(
    ({ name, preset, purpose }) =>
      `| \`${name}\` | ${preset === undefined ? "" : `\`${preset}\``} | ${purpose} |`,
  );
  expect(rows).toEqual(wanted.map((row) => row.replace("|  |", "| |")));
});
