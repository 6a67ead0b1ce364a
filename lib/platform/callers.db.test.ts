import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { scopes } from "@/lib/identity/scopes";
import {
  type Caller,
  type CallerName,
  callerNames,
  denials,
  endOf,
  makeCallers,
  undoing,
  withScopes,
} from "@/lib/testing/callers/callers";
import { type AnyCommand, type CommandCase, commandCases } from "@/lib/testing/callers/commands";
import { makeStage } from "@/lib/testing/callers/stage";
import { testDatabase } from "@/lib/testing/database";
import { sampleTemplate } from "@/lib/testing/release";
import { makeWorld, type World } from "@/lib/testing/world";

let world: World;
let callers: Record<CallerName, Caller>;
let cases: Record<string, CommandCase>;

beforeAll(async () => {
  world = await makeWorld((await testDatabase()).url);
  await world.release({ slug: "first" });
  callers = await makeCallers(world);
  cases = commandCases(await makeStage(world, JSON.stringify({ ...sampleTemplate, key: "another" })));
}, 120_000);
afterAll(() => world.close());

/** All that the product exports as command, found in its sources. */
async function allCommands(): Promise<AnyCommand[]> {
  const root = join(import.meta.dirname, "..");
  const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter(
    (file) => file.endsWith(".ts") && !file.endsWith(".test.ts"),
  );
  const found: AnyCommand[] = [];
  for (const file of files) {
    const path = join(root, file);
    const declared = [...readFileSync(path, "utf8").matchAll(/^.*= command\(\{/gm)].map(([line]) => line);
    if (declared.length === 0) continue;
    const exported = (await import(pathToFileURL(path).href)) as Record<string, AnyCommand>;
    for (const line of declared) {
      const name = /^export const (\w+) = command\(\{$/.exec(line)?.[1];
      const made = name === undefined ? undefined : exported[name];
      if (made === undefined)
        throw new Error(`${file}: a command is declared as "export const name = command({"`);
      found.push(made);
    }
  }
  return found;
}

const run = (one: CommandCase, actor: Caller["actor"]) =>
  endOf(one.command.execute(undoing(world.kernel), one.input as never, { actor, requestId: "callers-test" }));

it("knows every command by a name of its own", async () => {
  const names = (await allCommands()).map(({ name }) => name);
  expect(names.length).toBeGreaterThan(40);
  expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
  const listed = new Set(Object.values(cases).map(({ command }) => command.name));
  expect(names.filter((name) => !listed.has(name))).toEqual([]);
});

describe("every command", () => {
  it("lets past exactly those who may, of all kinds of callers", async () => {
    const wrong: string[] = [];
    for (const [name, one] of Object.entries(cases)) {
      for (const caller of callerNames) {
        const end = await run(one, callers[caller].actor);
        const isRight = one.may.includes(caller) ? end === (one.ends ?? "done") : denials.has(end);
        if (!isRight) wrong.push(`${name}, by ${caller}: ${end}`);
      }
    }
    expect(wrong).toEqual([]);
  }, 120_000);

  it("says of a credential that does not count why", async () => {
    const ends = async (caller: CallerName) =>
      new Set(await Promise.all(Object.values(cases).map((one) => run(one, callers[caller].actor))));
    for (const caller of ["nobody", "disabled", "revoked token", "expired token"] as const)
      expect(await ends(caller), caller).toEqual(new Set(["not-signed-in"]));
    expect(await ends("wrong scope")).toEqual(new Set(["scope-missing"]));
  });

  it("takes a token of one scope alone, and none that is for reading", async () => {
    const wrong: string[] = [];
    for (const [name, one] of Object.entries(cases)) {
      const caller =
        callers[
          one.may.find((each) => each !== "machine" && withScopes(callers[each], []) !== null) ?? "member"
        ];
      for (const scope of [...Object.keys(scopes), "checks:schema"]) {
        const end = await run(one, withScopes(caller, [scope, "read"]));
        const covers =
          scope === one.scope || scope === "*" || (scope === "checks:*" && one.scope === "checks:schema");
        if ((end === "scope-missing") === covers) wrong.push(`${name}, with ${scope}: ${end}`);
      }
    }
    expect(wrong).toEqual([]);
  }, 120_000);

  it("left nothing behind", async () => {
    const { prisma } = world.kernel.db;
    expect(await prisma.person.count({ where: { email: "new@example.org" } })).toBe(0);
    expect(await prisma.ledgerEntry.count({ where: { requestId: "callers-test" } })).toBe(0);
  });
});
