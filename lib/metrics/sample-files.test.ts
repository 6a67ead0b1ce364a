import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { formatOfSamples, readSampleFile } from "./sample-files";

const defaults = { metric: "latency_ms", release: "silero", cohort: "canary" };

describe("samples in CSV", () => {
  it("takes columns in any order, labels by name, and what is told for all", () => {
    const text = "t,v,cohort,labels.region\n1000,2.5,baseline,eu\n2026-11-26T10:00:00Z,1e3,,\n";
    expect(readSampleFile(text, "csv", defaults)).toEqual({
      lines: [
        { line: 2, sample: { ...defaults, cohort: "baseline", t: 1000, v: 2.5, labels: { region: "eu" } } },
        { line: 3, sample: { ...defaults, t: "2026-11-26T10:00:00Z", v: 1000 } },
      ],
      faults: [],
    });
  });

  it("names the line of each fault, after quoted line breaks and empty lines too, and keeps the others", () => {
    const text = 'metric,t,v\r\n"a\nb",1,2\r\n\r\nm,3,zwei\r\nm,4\r\nm,5,NaN\r\n';
    expect(readSampleFile(text, "csv")).toEqual({
      lines: [
        { line: 2, sample: { metric: "a\nb", t: 1, v: 2 } },
        { line: 7, sample: { metric: "m", t: 5, v: null } },
      ],
      faults: [
        { line: 5, message: 'v is no number: "zwei"' },
        { line: 6, message: "has 2 cells, not 3" },
      ],
    });
  });

  it.each([
    ["", "empty"],
    ["time,v\n1,2\n", '"time"'],
    ["t,v,v\n1,2,3\n", "twice"],
    ["metric,v\nm,2\n", "no column t"],
  ])("refuses %j as a whole", (text, why) => {
    expect(readSampleFile(text, "csv")).toEqual({ fault: expect.stringContaining(why) });
  });

  it("reads numbers as they are and nothing else", () => {
    for (const cell of ["0x10", "1_000", "1,5", "--1", "true", "."])
      expect(readSampleFile(`t;v\n1;${cell}\n`, "csv")).toMatchObject({ lines: [], faults: [{ line: 2 }] });
    expect(readSampleFile("t\tv\n1\t-.5e1\n", "csv")).toMatchObject({ lines: [{ sample: { v: -5 } }] });
  });

  it("gives back any cells that were quoted", () => {
    const cell = fc.string({ unit: "grapheme", maxLength: 12 }).map((text) => `x${text}x`);
    fc.assert(
      fc.property(fc.array(cell, { minLength: 1, maxLength: 6 }), (cells) => {
        const rows = cells.map((each) => `1,"${each.replaceAll('"', '""')}"`).join("\n");
        const read = readSampleFile(`t,metric\n${rows}`, "csv");
        expect("lines" in read && read.lines.map(({ sample }) => sample["metric"])).toEqual(cells);
      }),
    );
  });
});

describe("samples in JSON lines", () => {
  it("takes objects, and names lines that hold none", () => {
    const text = '{"t": 1, "v": 2, "cohort": "baseline"}\n\n[1]\n{"t": \n{"t": 2, "bad": 1, "total": 3}';
    expect(formatOfSamples(text)).toBe("jsonl");
    expect(readSampleFile(text, "jsonl", defaults)).toEqual({
      lines: [
        { line: 1, sample: { ...defaults, cohort: "baseline", t: 1, v: 2 } },
        { line: 5, sample: { ...defaults, t: 2, bad: 1, total: 3 } },
      ],
      faults: [
        { line: 3, message: "is no JSON object" },
        { line: 4, message: "is no JSON object" },
      ],
    });
  });
});
