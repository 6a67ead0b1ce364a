import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  countLines,
  type Edit,
  type EditorState,
  indent,
  lineAt,
  newLine,
  offsetAt,
  outdent,
} from "./editor-keys";

/** The text with `|` where the caret stands, or around the selection. */
function at(drawn: string): EditorState {
  const start = drawn.indexOf("|");
  const end = drawn.lastIndexOf("|");
  const text = drawn.replaceAll("|", "");
  return { text, start, end: end > start ? end - 1 : start };
}

function after({ text }: EditorState, { from, to, insert, start, end }: Edit): string {
  const next = `${text.slice(0, from)}${insert}${text.slice(to)}`;
  const marked = start === end ? "|" : `|${next.slice(start, end)}|`;
  return `${next.slice(0, start)}${marked}${next.slice(end)}`;
}

const press = (key: (state: EditorState) => Edit, drawn: string) => after(at(drawn), key(at(drawn)));

describe("keys of the editor", () => {
  test("Tab goes to the next step, or indents every line of a selection but empty ones", () => {
    expect(press(indent, "key|: x")).toBe("key |: x");
    expect(press(indent, "|key: x")).toBe("  |key: x");
    expect(press(indent, "a|: 1\n\nb:| 2\nc: 3")).toBe("  a|: 1\n\n  b:| 2\nc: 3");
  });

  test("a selection that ends at the beginning of a line leaves that line alone", () => {
    expect(press(indent, "|a: 1\n|b: 2")).toBe("  |a: 1\n|b: 2");
  });

  test("Shift and Tab takes a step off, never more than there is", () => {
    expect(press(outdent, "    a|: 1")).toBe("  a|: 1");
    expect(press(outdent, " a|: 1")).toBe("a|: 1");
    expect(press(outdent, "a|: 1")).toBe("a|: 1");
    expect(press(outdent, "\ta|: 1")).toBe("a|: 1");
  });

  test("Enter keeps the indentation, goes deeper after a key or a block, and stays under a list's dash", () => {
    expect(press(newLine, "  title: x|")).toBe("  title: x\n  |");
    expect(press(newLine, "  gates:|")).toBe("  gates:\n    |");
    expect(press(newLine, "  guidance: |-".replace("|-", ">-|"))).toBe("  guidance: >-\n    |");
    expect(press(newLine, "  - key: x|")).toBe("  - key: x\n    |");
    expect(press(newLine, "# a note:|")).toBe("# a note:\n|");
  });

  const text = fc
    .array(fc.constantFrom("a: 1", "  b:", "- c", "", "    x", "\t", "é𝄞"))
    .map((lines) => lines.join("\n"));
  const state = fc.tuple(text, fc.nat(), fc.nat()).map(([all, a, b]) => {
    const one = a % (all.length + 1);
    const other = b % (all.length + 1);
    return { text: all, start: Math.min(one, other), end: Math.max(one, other) };
  });

  test("every key leaves the words as they are and the caret inside the text", () => {
    fc.assert(
      fc.property(state, fc.constantFrom(indent, outdent), (one, key) => {
        const { from, to, insert, start, end } = key(one);
        const next = `${one.text.slice(0, from)}${insert}${one.text.slice(to)}`;
        expect(0 <= start && start <= end && end <= next.length).toBe(true);
        const hasSelection = one.start !== one.end;
        if (!hasSelection || key === outdent || one.text.slice(one.start, one.end).includes("\n"))
          expect(next.replaceAll(/[ \t]/g, "")).toBe(one.text.replaceAll(/[ \t]/g, ""));
      }),
      { numRuns: 500 },
    );
  });
});

describe("places in a text", () => {
  test("a place beyond its line or the text counts as the nearest", () => {
    expect(offsetAt("ab\ncd", { line: 1, column: 9 })).toBe(2);
    expect(offsetAt("ab\ncd", { line: 9, column: 1 })).toBe(5);
    expect(offsetAt("ab\ncd", { line: 2, column: 2 })).toBe(4);
    expect(countLines("")).toBe(1);
    expect(countLines("a\n")).toBe(2);
  });

  test("the line of an offset is where the offset of that line begins", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("a", "\n", "𝄞") }), fc.nat(), (text, n) => {
        const offset = n % (text.length + 1);
        const line = lineAt(text, offset);
        const start = offsetAt(text, { line, column: 1 });
        expect(start <= offset).toBe(true);
        expect(text.slice(start, offset)).not.toContain("\n");
        expect(line <= countLines(text)).toBe(true);
      }),
    );
  });
});
