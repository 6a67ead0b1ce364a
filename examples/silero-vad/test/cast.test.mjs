import assert from "node:assert/strict";
import { test } from "node:test";
import { castAuthor, checksOf, gatesBefore, rolesFor } from "../driver/cast.mjs";

const person = (name, ...roles) => ({
  name,
  email: `${name}@example.org`,
  roles,
  access: "member",
});
const slot = (...roles) => ({ roles, count: 1 });
const item = (key, slots, dependsOn) => ({ key, kind: "item", slots, dependsOn });
const template = {
  roles: ["release-champion", "platform", "data-engineering", "legal"],
  stages: [
    {
      key: "evaluate",
      gates: [
        {
          key: "data-schema",
          requirements: [
            { key: "schema-check", kind: "check", check: "data-schema" },
            item("risk-accepted", [slot("platform")], ["risk"]),
            item("adapter-reviewed", [slot("data-engineering", "platform")], ["code"]),
          ],
        },
      ],
    },
    {
      key: "canary",
      gates: [{ key: "healthy", requirements: [{ kind: "check", check: "later" }] }],
    },
  ],
};
const champion = person("c", "release-champion", "platform");
const gates = gatesBefore(template, "canary");

test("only gates before the target stage count", () => {
  assert.deepEqual(checksOf(gates), ["data-schema"]);
});

test("the author holds a role that signs for the adapter, and leaves another to sign", () => {
  const [a, b] = [person("a", "data-engineering", "platform"), person("b", "platform")];
  const cast = castAuthor([champion, a, b], champion, gates);
  // a alone does data engineering; b is the one whom another can stand in for.
  assert.equal(cast.author, b);
  assert.equal(cast.role, "platform");
  assert.equal(cast.requirement, "adapter-reviewed");
});

test("nobody is made author where nobody would be left", () => {
  const people = [champion, person("a", "data-engineering")];
  assert.throws(() => castAuthor(people, champion, gates), /nobody can be the adapter's author/);
});

test("everyone is assigned their roles, and the champion alone is champion", () => {
  const other = person("a", "release-champion", "platform");
  assert.deepEqual(rolesFor(template, [champion, other], champion), {
    "release-champion": ["c@example.org"],
    platform: ["c@example.org", "a@example.org"],
    "data-engineering": [],
    legal: [],
  });
});
