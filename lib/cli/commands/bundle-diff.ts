import { type Answer, asAnswer, findAnswer, findText, listOf, textOf } from "@/lib/cli/answers";
import { argument, type Exit, exits, type Invocation, required } from "@/lib/cli/command";
import { path } from "@/lib/cli/http";
import type { Io } from "@/lib/cli/io";
import { columns, counted, paint, printJson, safe, shortDigest } from "@/lib/cli/text";

export async function run(invocation: Invocation): Promise<Exit> {
  const { io, flags } = invocation;
  const [from, to, component] = [
    argument(invocation, "FROM"),
    argument(invocation, "TO"),
    required(invocation, "component"),
  ];
  const answer = asAnswer(
    (await invocation.api().get(path`/components/${component}/bundles/${from}/diff/${to}`)).body,
  );
  if (flags.has("json")) printJson(io, answer);
  else io.write(differenceText(io, answer));
  return answer["identical"] !== true && flags.has("exit-code") ? exits.refused : exits.ok;
}

const signs = {
  added: ["+", "green"],
  removed: ["-", "red"],
  changed: ["~", "yellow"],
  unchanged: ["=", "dim"],
} as const;

function differenceText(io: Io, answer: Answer): string {
  if (answer["identical"] === true) return "The two bundles are the same.\n";
  const artifacts = listOf(answer, "artifacts");
  const rows = artifacts
    .filter((each) => each["change"] !== "unchanged")
    .map((each) => {
      const change = textOf(each, "change");
      const [sign, colour] = change in signs ? signs[change as keyof typeof signs] : (["?", "dim"] as const);
      return [
        paint(io, colour, `${sign} ${change}`),
        findText(each, "kind") ?? "",
        findText(each, "name") ?? "",
        contentWords(each),
      ];
    });
  const facts = [
    ...["component", "version"].flatMap((name) => {
      const change = findAnswer(answer, name);
      return change === null ? [] : [fieldRow(name, change)];
    }),
    ...["provenance", "environment", "replay"].flatMap((name) =>
      listOf(answer, name).map((change) => fieldRow(name + (findText(change, "path") ?? ""), change)),
    ),
  ];
  const same = artifacts.length - rows.length;
  return [
    rows.length === 0 ? "No artifact differs.\n" : `Artifacts\n${columns(rows, { indent: 2 })}`,
    same === 0 || rows.length === 0
      ? ""
      : `  ${counted(same, "other")} ${same === 1 ? "is" : "are"} the same.\n`,
    facts.length === 0 ? "" : `Beside them\n${columns(facts, { indent: 2, width: 110 })}`,
  ].join("");
}

function contentWords(change: Answer): string {
  const of = (side: string) => {
    const artifact = findAnswer(change, side) ?? {};
    const sha256 = findText(artifact, "sha256");
    return sha256 === null ? (findText(artifact, "version") ?? "") : `${sha256.slice(0, 12)}…`;
  };
  if (change["change"] === "added") return of("after");
  if (change["change"] === "removed") return of("before");
  if (change["content"] === true) return `${of("before")} to ${of("after")}`;
  const fields = listOf(change, "fields").map((field) => (findText(field, "path") ?? "").slice(1));
  return `same content; ${fields.join(", ")} differs`;
}

function fieldRow(name: string, change: Answer): string[] {
  return [name, `${shown(change["before"])} to ${shown(change["after"])}`];
}

function shown(value: unknown): string {
  if (value === undefined || value === null) return "nothing";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return shortDigest(safe(text.length <= 80 ? text : `${text.slice(0, 79)}…`));
}
