import { renderToString } from "react-dom/server";
import { describe, expect, it } from "vitest";
import type { GrantView } from "@/lib/audit/grant-schemas";
import { leafHash } from "@/lib/audit/merkle";
import { treeOf } from "@/lib/audit/merkle-tree";
import { hexOf, toBase64, utf8 } from "@/lib/audit/signed-note";
import { sha256 } from "@/lib/audit/signing-key";
import { comparedWords } from "./compare-checkpoint";
import { grantWords } from "./entry-right";
import { LedgerAlarm } from "./ledger-alarm";
import { ProofPath } from "./proof-path";
import { RangeList } from "./range-list";
import { Steps } from "./verify-entry";

const reader = { zone: "UTC", now: Date.parse("2026-11-26T12:00:00Z") };

const textOf = (html: string) =>
  html
    .replaceAll("<!-- -->", "")
    .replaceAll(/<[^>]*>/g, " ")
    .replaceAll(/\s+/g, " ")
    .trim();

describe("the way from an entry to the root", () => {
  it("is drawn from the root down, each level with the node on the way and the one beside it", () => {
    const leaves = Array.from({ length: 5 }, (_, n) => leafHash(sha256, utf8(String(n))));
    const tree = treeOf(sha256, leaves);
    const proof = {
      seq: 3,
      size: 5,
      leaf: toBase64(leaves[2] ?? new Uint8Array()),
      hashes: tree.inclusion(2).map(toBase64),
      root: toBase64(tree.root()),
      checkpoint: null,
      proof: null,
    };
    const drawn = textOf(renderToString(<ProofPath proof={proof} sha256={sha256} />));
    const words = drawn.match(/root over 5 entries|on the way|entries \d+ to \d+|entry \d+/g);
    expect(words).toEqual([
      "root over 5 entries",
      "on the way",
      "entry 5",
      "entries 1 to 2",
      "on the way",
      "entry 3",
      "entry 4",
    ]);
    expect(drawn).toContain(hexOf(tree.root()).slice(0, 10));
    expect(renderToString(<ProofPath proof={{ ...proof, hashes: [] }} sha256={sha256} />)).toBe("");
  });
});

it("each step says by word whether it passed, and one that failed shows its values at once", () => {
  const html = renderToString(
    <Steps
      steps={[
        { name: "bytes", state: "passed", says: "So it is.", values: [{ name: "Digest", value: "ab" }] },
        { name: "leaf", state: "failed", says: "It is another.", values: [{ name: "Leaf", value: "cd" }] },
        { name: "signature", state: "open", says: "Nothing to verify.", values: [] },
      ]}
    />,
  );
  expect(textOf(html)).toMatch(
    /1\. The bytes.*Passed.*2\. The leaf.*Failed.*It is another.*3\..*Not possible yet/,
  );
  expect(html.match(/<details[^>]*>/g)?.map((each) => each.includes("open"))).toEqual([false, true]);
});

it("what comes of comparing a checkpoint is said for every case, and what is wrong is loud", () => {
  const key = { name: "x", id: "0a1b2c3d", publicKey: new Uint8Array(32) };
  const checkpoint = { origin: "x", size: 1, root: new Uint8Array(32), note: { text: "", signatures: [] } };
  const tones = (
    [
      { kind: "goes-on", from: 3, to: 5 },
      { kind: "broken", from: 3, to: 5 },
      { kind: "shorter", held: 5, log: 3 },
      { kind: "another-log", held: "a", log: "b" },
      { kind: "unreadable" },
      { kind: "unsigned", checkpoint },
      { kind: "spoilt", key },
    ] as const
  ).map((compared) => comparedWords(compared).tone);
  expect(tones).toEqual(["good", "stop", "stop", "work", "work", "stop", "stop"]);
  expect(comparedWords({ kind: "goes-on", from: 3, to: 5 }).says).toContain("All 3 entries");
  expect(comparedWords({ kind: "goes-on", from: 5, to: 5 }).says).toContain("the same 5");
});

describe("a row that gave a right", () => {
  const nothing: GrantView = {
    id: "1",
    kind: null,
    role: "on-call",
    person: { name: "Ada", email: "ada@example.org" },
    principal: null,
    team: null,
    rota: null,
    machine: null,
    release: null,
    from: null,
    to: null,
    entry: null,
  };
  const titled = (title: string) => ({ key: title, title });
  it.each<[Partial<GrantView>, string]>([
    [{ kind: "assignment", release: { slug: "x", title: "X" } }, "Ada was given the role on call on X"],
    [{ kind: "assignment", person: null, team: titled("Ops") }, "Ops was given the role on call"],
    [{ kind: "pool" }, "Ada can be given the role on call"],
    [{ kind: "team", role: null, team: titled("Ops") }, "Ada is in the team Ops"],
    [{ kind: "rota", person: null, rota: titled("Nights") }, "The rota Nights, as it turned"],
    [{ kind: "override", rota: titled("Nights") }, "Ada stood in on the rota Nights"],
    [
      { kind: "delegation", principal: { name: "Eve", email: "eve@example.org" } },
      "Ada could sign for Eve in the role on call, on every release",
    ],
    [{ kind: "token", person: null, machine: titled("CI") }, "A token of CI"],
    [{}, "The row 1, which is about something that is not visible to you"],
  ])("says what it gave: %o", (change, words) => {
    expect(grantWords({ ...nothing, ...change })).toBe(words);
  });
});

it("a log that is not signed any more is an alarm with the reason; one that is has none", () => {
  const refusal = { size: 12, reason: "the log has only 11", at: "2026-11-26T11:00:00Z" };
  const html = renderToString(<LedgerAlarm refusal={refusal} reader={reader} />);
  expect(html).toContain('role="alert"');
  expect(textOf(html)).toMatch(/not signed any more.*1 h ago.*12 entries.*the log has only 11/);
  expect(renderToString(<LedgerAlarm refusal={null} reader={reader} />)).toBe("");
});

it("ranges stand in words, with how they ended, and nothing that held is said in place of them", () => {
  const rows = [
    { key: "1", name: "Ada", from: "2026-11-26T10:00:00Z", to: null },
    {
      key: "2",
      name: "Eve",
      note: "by name",
      from: "2026-11-25T10:00:00Z",
      to: "2026-11-26T10:00:00Z",
      ended: "revoked" as const,
    },
  ];
  const text = textOf(renderToString(<RangeList label="Held" rows={rows} reader={reader} none="Nobody." />));
  expect(text).toMatch(/Ada .*– now Eve · by name .*· revoked/);
  expect(textOf(renderToString(<RangeList label="Held" rows={[]} reader={reader} none="Nobody." />))).toBe(
    "Nobody.",
  );
});
