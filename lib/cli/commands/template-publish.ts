import { asAnswer, findText, listOf, textOf } from "@/lib/cli/answers";
import { argument, type Exit, exits, type Invocation } from "@/lib/cli/command";
import { readDocumentFile } from "@/lib/cli/files";
import { columns, printJson } from "@/lib/cli/text";

/** The file is sent as it is: the server reads it, and names line and column of each fault. */
export async function run(invocation: Invocation): Promise<Exit> {
  const { io, flags } = invocation;
  const { bytes, format } = await readDocumentFile(io, argument(invocation, "FILE"));
  const reply = await invocation.api().post("/templates", bytes, `application/${format}`);
  if (flags.has("json")) {
    printJson(io, reply.body);
    return exits.ok;
  }
  const answer = asAnswer(reply.body);
  const named = `${textOf(answer, "key")}, version ${textOf(answer, "version")}`;
  io.write(
    answer["isNew"] === false
      ? `It reads as ${named} does; nothing was published.\n`
      : `Published ${named}.\n`,
  );
  const warnings = listOf(answer, "warnings").map((warning) => [
    findText(warning, "path") ?? "",
    findText(warning, "message") ?? "",
  ]);
  if (warnings.length > 0) io.write(`Warnings\n${columns(warnings, { indent: 2, width: 110 })}`);
  return exits.ok;
}
