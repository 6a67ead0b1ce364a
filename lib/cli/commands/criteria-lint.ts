import { type Answer, asAnswer, findText, listOf, textOf, textsOf } from "@/lib/cli/answers";
import { argument, type Exit, exits, type Invocation } from "@/lib/cli/command";
import { readDocumentFile } from "@/lib/cli/files";
import { columns, counted, printJson, wrapped } from "@/lib/cli/text";

/** The file is sent as it is: the server reads it as agreeing would, and names line and column of each fault. */
export async function run(invocation: Invocation): Promise<Exit> {
  const { io, flags } = invocation;
  const { name, bytes } = await readDocumentFile(io, argument(invocation, "FILE"));
  const { body } = await invocation
    .api()
    .post("/documents/check", { kind: "criteria", source: bytes.toString("utf8") });
  const answer = asAnswer(body);
  const faults = listOf(answer, "faults");
  if (flags.has("json")) printJson(io, body);
  else io.write(faults.length === 0 ? soundText(answer) : `${name} cannot be agreed\n${faultText(faults)}`);
  return faults.length === 0 ? exits.ok : exits.usage;
}

function soundText(answer: Answer): string {
  const sentences = textsOf(answer, "words").map((sentence) => `- ${wrapped(sentence, 108, 2)}\n`);
  const warnings = listOf(answer, "warnings").map((warning) => [
    findText(warning, "path") ?? "",
    findText(warning, "message") ?? "",
  ]);
  return [
    ...sentences,
    warnings.length === 0 ? "" : `Warnings\n${columns(warnings, { indent: 2, width: 110 })}`,
    `${sentences.length === 1 ? "1 criterion" : `${sentences.length} criteria`}, ${counted(warnings.length, "warning")}; digest ${textOf(answer, "digest")}\n`,
  ].join("");
}

function faultText(faults: readonly Answer[]): string {
  const rows = faults.map((fault) => {
    const [line, column, path] = ["line", "column", "path"].map((field) => findText(fault, field));
    const place = line === null ? "" : ` (line ${line}, column ${column ?? "1"})`;
    return [`${path ?? "the whole"}${place}`, findText(fault, "message") ?? ""];
  });
  return columns(rows, { indent: 2, width: 110 });
}
