import { expect, test } from "vitest";
import { makeLog } from "./log";

test("secrets are blanked at the top and one level down", () => {
  const lines: string[] = [];
  const log = makeLog({ write: (line) => lines.push(line) });
  log.warn(
    { password: "p-1", request: { authorization: "p-2" }, headers: { cookie: "p-3" }, kept: "yes" },
    "hello",
  );
  expect(lines.join("")).not.toMatch(/p-\d/);
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({ level: "warn", msg: "hello", kept: "yes" });
});
