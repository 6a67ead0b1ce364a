import { CST, isAlias, isMap, isScalar, isSeq, Lexer, LineCounter, type Node, parseDocument } from "yaml";

import {
  escaped,
  faultOfKey,
  faultOfNumber,
  nearest,
  type ReadText,
  type TextFault,
} from "@/lib/platform/json-text";
import { unstorable } from "@/lib/platform/names";

// The parser costs about 2 µs a token and recurses by depth: what is too large is refused from the tokens, before it runs.
const maxTokens = 300_000;
const maxFaults = 50;

/** JSON value of a YAML 1.2 text; every fault is reported where the text can be read on. */
export function readYaml(text: string, { maxDepth }: { maxDepth: number }): ReadText {
  const early = faultsOfTokens(text, maxDepth);
  if (early.length > 0) return refused(early);
  try {
    return compose(text, maxDepth);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return refused([tooDeep(0, maxDepth)]);
  }
}

function refused(faults: TextFault[]): ReadText {
  return { value: undefined, faults, offsetOf: () => null };
}

function tooDeep(offset: number, maxDepth: number): TextFault {
  const expected = `at most ${maxDepth} levels`;
  return { path: "", message: `the document is nested too deeply; expected ${expected}`, expected, offset };
}

const notAccepted: Partial<Record<CST.TokenType, string>> = {
  alias: "an alias is not accepted; expected the value itself",
  anchor: "an anchor is not accepted; expected the value alone",
  tag: "a tag is not accepted; expected the value alone",
  "directive-line": "a directive is not accepted; expected YAML 1.2 without directives",
};

function faultsOfTokens(text: string, maxDepth: number): TextFault[] {
  const control = /[^\P{Cc}\t\n\r\u0085]|\ufeff/u.exec(text);
  if (control !== null) {
    return [
      {
        path: "",
        message: "a raw control character is not accepted; expected an escape",
        offset: control.index,
      },
    ];
  }
  const faults: TextFault[] = [];
  let offset = 0;
  let count = 0;
  let flowDepth = 0;
  let inLine = 0;
  let scalarNext = false;
  for (const token of new Lexer().lex(text)) {
    count += 1;
    if (count > maxTokens) {
      return [
        { path: "", message: "the document has too many parts", expected: "a smaller document", offset },
      ];
    }
    const type: CST.TokenType | null = scalarNext ? "scalar" : CST.tokenType(token);
    const marker = token === CST.DOCUMENT || token === CST.FLOW_END || token === CST.SCALAR;
    scalarNext = !scalarNext && type === "scalar";
    if (type === "newline") inLine = 0;
    if (type === "seq-item-ind" || type === "explicit-key-ind") inLine += 1;
    if (type === "flow-map-start" || type === "flow-seq-start") flowDepth += 1;
    if (type === "flow-map-end" || type === "flow-seq-end") flowDepth -= 1;
    if (flowDepth > maxDepth || inLine > maxDepth) return [tooDeep(offset, maxDepth)];
    const message = type === null ? undefined : notAccepted[type];
    if (message !== undefined && faults.length < maxFaults) {
      faults.push({
        path: "",
        message: `${message} (${token.trim().slice(0, 40)})`,
        expected: message.split("; expected ")[1],
        offset,
      });
    }
    if (!marker) offset += token.length;
  }
  return faults;
}

interface Walk {
  maxDepth: number;
  faults: TextFault[];
  offsets: Map<string, number>;
}

function compose(text: string, maxDepth: number): ReadText {
  const document = parseDocument(text, {
    version: "1.2",
    schema: "core",
    merge: false,
    strict: true,
    // The parser's own search is quadratic; the walk below finds duplicates with a set.
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: "error",
    lineCounter: new LineCounter(),
  });
  const problems = [...document.errors, ...document.warnings].slice(0, maxFaults);
  if (problems.length > 0) {
    return refused(
      problems.map(({ message, pos }) => ({
        path: "",
        message: `YAML: ${message}`,
        expected: "YAML 1.2",
        offset: pos[0],
      })),
    );
  }
  const walk: Walk = { maxDepth, faults: [], offsets: new Map() };
  if (document.contents === null)
    return refused([{ path: "", message: "the document is empty", expected: "YAML", offset: 0 }]);
  const value = valueOf(document.contents, "", 0, walk);
  if (walk.faults.length > 0) return refused(walk.faults.slice(0, maxFaults));
  return { value, faults: [], offsetOf: (pointer) => nearest(walk.offsets, pointer) };
}

function valueOf(node: Node | null, path: string, depth: number, walk: Walk): unknown {
  const offset = node?.range?.[0] ?? 0;
  const fault = (message: string, expected: string): null => {
    walk.faults.push({ path, message: `${message}; expected ${expected}`, expected, offset });
    return null;
  };
  if (node === null) return null;
  if (!walk.offsets.has(path)) walk.offsets.set(path, offset);
  if (isAlias(node)) return fault("an alias is not accepted", "the value itself");
  if (isScalar(node)) return scalarOf(node.value, node.source ?? "", fault);
  if (depth >= walk.maxDepth)
    return fault("the document is nested too deeply", `at most ${walk.maxDepth} levels`);
  if (isSeq<Node | null>(node))
    return node.items.map((item, index) => valueOf(item, `${path}/${index}`, depth + 1, walk));
  if (!isMap<Node | null, Node | null>(node))
    return fault("this is not accepted", "an object, a list, a text, a number, true, false or null");

  const object: Record<string, unknown> = {};
  for (const { key: keyNode, value } of node.items) {
    const at = keyNode?.range?.[0] ?? offset;
    const key = isScalar(keyNode) && typeof keyNode.value === "string" ? keyNode.value : null;
    const inner = key === null ? path : `${path}/${escaped(key)}`;
    const why =
      key === null
        ? "a key that is not text is not accepted; expected text, in quotes where it reads as something else"
        : (faultOfKey(key) ??
          (Object.hasOwn(object, key)
            ? `the key ${JSON.stringify(key)} stands twice; expected each key once`
            : null));
    if (key === null || why !== null) {
      walk.faults.push({ path: inner, message: why ?? "not accepted", offset: at });
      continue;
    }
    walk.offsets.set(inner, at);
    object[key] = valueOf(value, inner, depth + 1, walk);
  }
  return object;
}

function scalarOf(
  value: unknown,
  source: string,
  fault: (message: string, expected: string) => null,
): unknown {
  if (value === null || typeof value === "boolean") return value;
  if (typeof value === "string") {
    const why = unstorable(value);
    return why === null ? value : fault(`a text ${why}`, "text that can be stored");
  }
  if (typeof value !== "number")
    return fault("this value is not accepted", "text, a number, true, false or null");
  const why = faultOfNumber(value, source);
  return why === null ? value : fault(why, "a number that JSON can carry");
}
