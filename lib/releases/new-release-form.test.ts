import { describe, expect, it } from "vitest";

import { faultsOf } from "@/lib/platform/documents";
import { readNewReleaseForm } from "./new-release-form";
import { CreateRelease } from "./schemas";

const fields: [string, string][] = [
  ["/template/key", "model-release"],
  ["/template/version", "2"],
  ["/title", "Silero VAD v6"],
  ["/slug", "silero-vad-v6"],
  ["/champion", "champ@example.org"],
  ["/targetDate", ""],
  ["components", "silero-vad"],
  ["components", "gateway"],
  ["candidate:silero-vad", ""],
  ["candidate:gateway", `sha256:${"a".repeat(64)}`],
  ["/objective/problem", "Calls drop"],
  ["/plan/risk/0/risk", ""],
  ["/plan/risk/1/risk", "It is slow"],
  ["role:security", "team:guards"],
  ["role:release-champion", "champ@example.org"],
];

describe("the form of a new release", () => {
  it("says what the command takes", () => {
    const { input } = readNewReleaseForm(fields);
    expect(CreateRelease.parse(input)).toEqual({
      template: { key: "model-release", version: 2 },
      title: "Silero VAD v6",
      slug: "silero-vad-v6",
      champion: "champ@example.org",
      components: [
        { key: "silero-vad", to: null },
        { key: "gateway", to: `sha256:${"a".repeat(64)}` },
      ],
      objective: { problem: "Calls drop" },
      plan: { risk: [{ risk: "It is slow" }] },
      roles: { security: ["team:guards"] },
    });
  });

  it("finds the field of each fault", () => {
    const { input, fieldOf } = readNewReleaseForm([
      ...fields.filter(([name]) => name !== "/title"),
      ["candidate:silero-vad", "no digest"],
      ["/plan/risk/3/impact", "No risk named"],
      ["role:technical-lead", "nobody"],
      ["restricted", "on"],
      ["restrictedTo", "not an address"],
    ]);
    const parsed = CreateRelease.safeParse(input);
    if (parsed.success) throw new Error("it is accepted");
    const found = faultsOf(parsed.error).map(({ path }) => fieldOf(path));
    expect(new Set(found)).toEqual(
      new Set(["/title", "candidate:silero-vad", "/plan/risk/3/risk", "role:technical-lead", "restrictedTo"]),
    );
  });

  it("restricts only where asked to", () => {
    const named: [string, string] = ["restrictedTo", "champ@example.org, team:guards"];
    expect(readNewReleaseForm([named]).input["restrictedTo"]).toBeUndefined();
    expect(readNewReleaseForm([named, ["restricted", "on"]]).input["restrictedTo"]).toEqual([
      "champ@example.org",
      "team:guards",
    ]);
  });
});
