import { type Answer, findText, listOf, textOf } from "@/lib/cli/answers";
import { argument, type Exit, type Invocation } from "@/lib/cli/command";
import { readDocumentFile } from "@/lib/cli/files";
import { told } from "@/lib/cli/releases";
import { columns } from "@/lib/cli/text";

/** The file is sent as it is: the server reads it, and names line and column of each fault. */
export async function run(invocation: Invocation): Promise<Exit> {
  const { io } = invocation;
  const { bytes, format } = await readDocumentFile(io, argument(invocation, "FILE"));
  const reply = await invocation.api().post("/templates", bytes, `application/${format}`);
  return told(invocation, reply, published);
}

function published(answer: Answer): string {
  const named = `${textOf(answer, "key")}, version ${textOf(answer, "version")}`;
  const done =
    answer["isNew"] === false
      ? `It reads as ${named} does; nothing was published.\n`
      : `Published ${named}.\n`;
  const warnings = listOf(answer, "warnings").map((warning) => [
    findText(warning, "path") ?? "",
    findText(warning, "message") ?? "",
  ]);
  return warnings.length === 0 ? done : `${done}Warnings\n${columns(warnings, { indent: 2, width: 110 })}`;
}
