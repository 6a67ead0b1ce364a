import { describe, expect, it } from "vitest";

import { documentOfFields } from "./form-fields";

describe("a document from the fields of a form", () => {
  it("nests by the names' parts and leaves out what is blank", () => {
    const { document } = documentOfFields([
      ["/objective/problem", "Calls drop"],
      ["/objective/acceptableRisk", "  "],
      ["/objective/successMetrics/0", "Fewer drops"],
      ["/rollout", ""],
      ["release", "no pointer"],
    ]);
    expect(document).toEqual({ objective: { problem: "Calls drop", successMetrics: ["Fewer drops"] } });
  });

  it("moves rows up where one above is blank, and finds the field of a fault again", () => {
    const { document, fieldOf } = documentOfFields([
      ["/risk/0/risk", ""],
      ["/risk/10/risk", "Ten"],
      ["/risk/2/risk", "Two"],
      ["/risk/2/impact", "High"],
    ]);
    expect(document).toEqual({ risk: [{ risk: "Two", impact: "High" }, { risk: "Ten" }] });
    expect(fieldOf("/risk/0/risk")).toBe("/risk/2/risk");
    expect(fieldOf("/risk/1/mitigation")).toBe("/risk/10/mitigation");
    expect(fieldOf("/nothing/here")).toBe("/nothing/here");
  });

  it("sets own properties only, whatever the names say", () => {
    const { document } = documentOfFields([
      ["/__proto__/polluted", "yes"],
      ["/constructor/prototype/polluted", "yes"],
    ]);
    expect(Object.keys(document).sort()).toEqual(["__proto__", "constructor"]);
    expect(({} as { polluted?: string }).polluted).toBeUndefined();
  });

  it("passes over names that go too deep", () => {
    expect(documentOfFields([["/a/b/c/d/e/f/g/h/i", "x"]]).document).toEqual({});
  });

  it("lets the later of a text and a branch at one place stand", () => {
    expect(
      documentOfFields([
        ["/a", "text"],
        ["/a/b", "inner"],
      ]).document,
    ).toEqual({ a: { b: "inner" } });
  });
});
