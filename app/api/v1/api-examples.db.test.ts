import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { testDatabase } from "@/lib/testing/database";
import { makeReleaseWorld, type ReleaseWorld } from "@/lib/testing/release-world";

interface Example {
  as: string;
  method: string;
  path: string;
  body: string | undefined;
  status: number;
  answer: unknown;
}

const block = /```http as=(\w+)\n(\w+) (\S+)\n(?:\n([\s\S]*?))?```\n+```json (\d+)\n([\s\S]*?)```/g;
const page = readFileSync(new URL("../../../docs/guide/api.md", import.meta.url), "utf8");
const examples: Example[] = [...page.matchAll(block)].map(
  ([, as = "", method = "", path = "", body, status, answer = ""]) => ({
    as,
    method,
    path,
    body,
    status: Number(status),
    answer: JSON.parse(answer) as unknown,
  }),
);

let world: ReleaseWorld;
const values = new Map<string, string>();

beforeAll(async () => {
  world = await makeReleaseWorld((await testDatabase()).url);
  world.tokens.set("ci", await world.machine("ci", ["bundles", "checks:*", "read"]));
});
afterAll(() => world.close());

it("finds every example of the page", () => {
  expect(examples).toHaveLength(page.split("```http").length - 1);
});

it.each(examples)("$method $path as $as answers $status as the page says", async (example) => {
  const { as, method, path, body, status, answer } = example;
  const fill = (text: string) => text.replaceAll(/\$\w+/g, (name) => values.get(name) ?? name);
  const given = await world.send(as, method, fill(path), body === undefined ? undefined : fill(body));
  expect({ status: given.status, body: given.body }).toMatchObject({
    status,
    body: expected(answer, given.body),
  });
});

/** The page's answer with its `$words` filled in; one seen for the first time is taken from what was answered. */
function expected(said: unknown, given: unknown): unknown {
  if (Array.isArray(said)) {
    const items: unknown[] = Array.isArray(given) ? given : [];
    return said.map((each, at) => expected(each, items[at]));
  }
  if (typeof said === "object" && said !== null) {
    const fields = Object.entries(said).map(([key, value]) => [key, expected(value, Object(given)[key])]);
    return Object.fromEntries(fields);
  }
  if (typeof said !== "string" || !said.startsWith("$")) return said;
  const known = values.get(said);
  if (known !== undefined) return known;
  if (typeof given !== "string") return said;
  values.set(said, given);
  return given;
}
