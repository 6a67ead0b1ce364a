import { expect, test } from "vitest";
import { rightsFor, templateDocument } from "@/lib/testing/release-documents";
import { rightsDifference } from "@/lib/policy/rights-difference";
import { loosenedQuorums } from "./loosened-quorums";
import { judgedDifference } from "./template-effect";
import { readTemplate } from "./template-parse";

const slot = (role: string, count = 1) => ({ roles: [role], count });
const item = (key: string, slots: object[], more: object = {}) => ({ key, kind: "item", slots, ...more });
const base = [
  item("a", [slot("technical-lead", 2)]),
  item("b", [slot("security")]),
  { key: "c", kind: "check", check: "evaluation" },
  { key: "d", kind: "acknowledgement", roles: ["security"] },
];
const approval = { slots: [slot("release-champion")] };

function read(gates: object[], rights: object[] = templateDocument.rights) {
  const stages = [
    { key: "one", title: "One", gates },
    { key: "two", title: "Two", gates: [] },
  ];
  const found = readTemplate({ ...templateDocument, stages, rights });
  if (!found.ok) throw new Error(JSON.stringify(found.faults));
  return found.value;
}

const gate = (requirements: object[], more: object = { approval }) => ({
  key: "g",
  title: "G",
  objective: "It is so.",
  requirements,
  ...more,
});

function quorums(
  before: ReturnType<typeof read>,
  after: ReturnType<typeof read>,
): { roles: string[]; count: number }[][] {
  const changes = judgedDifference(before.complete, after.complete);
  const rights = rightsDifference(before.template.rights, after.template.rights).changes;
  return loosenedQuorums({ before: before.complete, changes, rights }).map((slots) =>
    slots.map(({ roles, count }) => ({ roles, count })),
  );
}

const before = read([gate(base)]);
const without = (key: string) => read([gate(base.filter((one) => one.key !== key))]);

test("what is asked more strictly loosens no quorum", () => {
  expect(quorums(before, read([gate([...base, item("e", [slot("security")])])]))).toEqual([]);
});

test("a requirement left out, or asked of fewer, takes those who would have signed it", () => {
  expect(quorums(before, without("a"))).toEqual([[slot("technical-lead", 2)]]);
  const fewer = [item("a", [slot("technical-lead")]), ...base.slice(1)];
  expect(quorums(before, read([gate(fewer)]))).toEqual([[slot("technical-lead", 2)]]);
  expect(quorums(before, without("d"))).toEqual([[slot("security")]]);
});

test("a check left out takes those who approve the gate", () => {
  expect(quorums(before, without("c"))).toEqual([[slot("release-champion")]]);
});

test("an approval, a gate and a stage left out take all who would have signed in them, each quorum once", () => {
  expect(quorums(before, read([gate(base, {})]))).toEqual([[slot("release-champion")]]);
  expect(quorums(before, read([]))).toEqual([
    [slot("technical-lead", 2)],
    [slot("security")],
    [slot("release-champion")],
  ]);
});

test("a row of rights that asks less takes the row as it was; one about the organisation alone does not", () => {
  const together = { decision: "stage.skip", slots: [slot("security"), slot("technical-lead")] };
  const rows = [...templateDocument.rights, together];
  const looser = [...templateDocument.rights, { ...together, slots: [slot("release-champion")] }];
  expect(quorums(read([], rows), read([], looser))).toEqual([together.slots]);
  const publish = rightsFor("security", ["template.publish"]);
  const { changes } = rightsDifference(publish, []);
  expect(loosenedQuorums({ before: before.complete, changes: [], rights: changes })).toEqual([]);
});
