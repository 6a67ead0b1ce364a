import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { iconNames } from "./icon";
import { shapes } from "./shape";

const css = readFileSync(fileURLToPath(new URL("icons.css", import.meta.url)), "utf8");
const drawn = (kind: string) =>
  [...css.matchAll(new RegExp(`^\\.${kind}-([\\w-]+)`, "gm"))].map(([, name]) => name);

it("every icon and every shape is drawn, once, and nothing is drawn that has no name", () => {
  expect(drawn("icon")).toEqual([...iconNames]);
  expect(drawn("shape").sort()).toEqual([...shapes].sort());
});

it("drawings hold nothing that ends their address or the colour of the page", () => {
  for (const [, drawing = ""] of css.matchAll(/--drawing: url\("([^\n]*)"\);/g)) {
    expect(drawing).toMatch(/^data:image\/svg\+xml,<svg [^"#]*<\/svg>$|url\(%23m\)/);
    expect(drawing).not.toMatch(/["#]|currentColor/);
  }
});
