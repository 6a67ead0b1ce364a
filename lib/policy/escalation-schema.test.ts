import { describe, expect, it } from "vitest";
import { checkDocument, parseDocument } from "@/lib/platform/documents";
import { shippedPolicy } from "./escalation-model";
import { rungsOf } from "./escalation-rule";
import { EscalationDocument } from "./escalation-schema";
import { tightensEscalation } from "./escalation-tightening";

const minute = 60_000;
const level = (change: Record<string, unknown> = {}) => ({ whom: ["deciders"], after: "10m", ...change });

function read(document: unknown) {
  const parsed = parseDocument(JSON.stringify(document), "json");
  if (!parsed.ok) throw new Error("it is JSON");
  return checkDocument(EscalationDocument, parsed);
}
const faultsOf = (document: unknown): string[] => {
  const checked = read(document);
  return checked.ok ? [] : checked.faults.map(({ path, message }) => `${path}: ${message}`);
};

describe("an escalation policy as a document", () => {
  it("names people by what they may do, role, rota, team or address, and is told in the inbox unless it says otherwise", () => {
    const whom = [
      "deciders",
      "everyone",
      { role: "on-call" },
      { rota: "speech" },
      { team: "platform" },
      { person: "lead@example.org" },
    ];
    expect(read({ levels: [level({ whom })] })).toMatchObject({
      ok: true,
      value: { levels: [{ whom, channel: "inbox", after: "10m" }] },
    });
  });

  it.each<[string, unknown, string]>([
    ["no level", { levels: [] }, "/levels: "],
    ["nobody", { levels: [level({ whom: [] })] }, "/levels/0/whom: "],
    ["a word that it does not know", { levels: [level({ whom: ["boss"] })] }, "/levels/0/whom/0: "],
    ["two things in one", { levels: [level({ whom: [{ role: "a", team: "b" }] })] }, "/levels/0/whom/0"],
    ["another channel", { levels: [level({ channel: "fax" })] }, "/levels/0/channel: "],
    ["no time", { levels: [{ whom: ["deciders"] }] }, "/levels/0/after: "],
    ["a time that is none", { levels: [level({ after: "soon" })] }, "/levels/0/after: "],
    ["a time without end", { levels: [level({ after: "31d" })] }, "/levels/0/after: "],
    ["a pace under a minute", { levels: [level({ repeat: { every: "59s" } })] }, "/levels/0/repeat/every: "],
    ["a pace of nothing", { levels: [level({ repeat: { every: "0%" } })] }, "/levels/0/repeat/every: "],
    [
      "the same twice",
      { levels: [level({ whom: [{ person: "A@x.org" }, { person: "a@x.org" }] })] },
      "/levels/0/whom/1: ",
    ],
    [
      "a severity that there is not",
      { levels: [level()], severities: { sev5: [level()] } },
      "/severities/sev5: ",
    ],
    [
      "a fault in a severity",
      { levels: [level()], severities: { sev1: [level({ after: "" })] } },
      "/severities/sev1/0/after: ",
    ],
  ])("is refused with %s, at its place", (_what, document, place) => {
    expect(faultsOf(document).join("\n")).toContain(place);
  });

  it("counts a share of the time to decide, and never less than a minute unless it is none", () => {
    const rungs = rungsOf(
      [
        { whom: ["deciders"], channel: "inbox", after: "0%" },
        { whom: ["deciders"], channel: "inbox", after: "50%", repeat: { every: "25%", times: 2 } },
        { whom: ["deciders"], channel: "inbox", after: "0s" },
      ],
      2 * minute,
    );
    expect(rungs).toEqual([
      { afterMs: 0, repeat: null },
      { afterMs: minute, repeat: { everyMs: minute, times: 2 } },
      { afterMs: 0, repeat: null },
    ]);
  });

  it("may be the shipped one", () => {
    expect(read(shippedPolicy)).toMatchObject({ ok: true, value: shippedPolicy });
  });
});

describe("a change of an escalation policy", () => {
  const one = { whom: ["deciders" as const], channel: "inbox" as const, after: "10m" };
  const last = { ...one, whom: ["everyone" as const], repeat: { every: "10m" } };
  const policy = { levels: [one, last] };
  const own = (levels: (typeof policy)["levels"]) => ({ levels });

  it.each<[string, Parameters<typeof tightensEscalation>[1]]>([
    [
      "tells further people",
      { levels: policy.levels.map((each) => ({ ...each, whom: [...each.whom, { team: "a" }] })) },
    ],
    ["tells sooner", own([{ ...one, after: "9m" }, last])],
    ["repeats more often", own([one, { ...last, repeat: { every: "5m" } }])],
    ["repeats what was not", { levels: [{ ...one, repeat: { every: "5m", times: 1 } }, last] }],
    ["is the same for a severity of its own", { levels: [one, last], severities: { sev1: [one, last] } }],
  ])("tightens where it %s", (_what, after) => {
    expect(tightensEscalation(policy, after)).toBe(true);
  });

  it.each<[string, Parameters<typeof tightensEscalation>[1]]>([
    ["leaves somebody out", { levels: [{ ...one, whom: ["everyone"] }, last] }],
    ["tells later", own([{ ...one, after: "11m" }, last])],
    ["tells after a share, which does not compare", own([{ ...one, after: "1%" }, last])],
    ["has a level less", own([one])],
    ["repeats only so often", { levels: [one, { ...last, repeat: { every: "10m", times: 99 } }] }],
    ["ends the repetitions of the last by a further level", own([one, last, last])],
    ["loosens for one severity", { levels: [one, last], severities: { sev4: [last] } }],
  ])("counts as loosening where it %s", (_what, after) => {
    expect(tightensEscalation(policy, after)).toBe(false);
  });

  it("adds a level behind one that is not repeated, which tightens", () => {
    expect(tightensEscalation({ levels: [one] }, { levels: [one, last] })).toBe(true);
  });
});
