import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, expect, it } from "vitest";
import { root } from "./build";
import { pictures } from "./picture-list";

const pages = [
  "README.md",
  "CONTRIBUTING.md",
  ...readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".md"))
    .map((path) => join("docs", path)),
];
const textOf = (page: string) => readFileSync(join(root, page), "utf8");
const targetsOf = (page: string) =>
  [...textOf(page).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = ""]) => target.replace(/#.*$/, ""))
    .filter((target) => target !== "" && !/^[a-z]+:/.test(target));

describe("the documentation", () => {
  it.each(pages)("%s leads to nothing that is not there", (page) => {
    const missing = targetsOf(page).filter((target) => !existsSync(join(root, dirname(page), target)));
    expect(missing).toEqual([]);
  });

  it("shows the pictures that the script takes, and no others", () => {
    const shown = pages
      .flatMap((page) => targetsOf(page).map((target) => normalize(join(dirname(page), target))))
      .filter((target) => target.endsWith(".png"));
    const taken = pictures.map(({ name }) => join("docs", "pictures", `${name}.png`));
    expect([...new Set(shown)].sort()).toEqual([...taken].sort());
  });
});
