import { findText, listOf, textOf } from "@/lib/cli/answers";
import { argument, type Exit, type Invocation, required } from "@/lib/cli/command";
import { wrongUsage } from "@/lib/cli/failure";
import { path } from "@/lib/cli/http";
import { told } from "@/lib/cli/releases";

export async function run(invocation: Invocation): Promise<Exit> {
  const slug = argument(invocation, "SLUG");
  const level = required(invocation, "level");
  const { severity } = invocation.values;
  const body = { level, ...(severity !== undefined && { severity }), ...failureIn(invocation) };
  const api = invocation.api();
  const reply = await api.post(path`/releases/${slug}/drills`, body);
  return told(invocation, reply, (answer) => {
    const rollback = findText(answer, "rollback");
    const begun = `Began drill ${textOf(answer, "id")} of ${slug}, ${level}. `;
    const foreseen = listOf(answer, "foreseen")
      .map((each) => `  ${textOf(each, "criterion")} ${textOf(each, "message")}\n`)
      .join("");
    return rollback === null
      ? `${begun}Its samples are healthy at first, then fail; the criterion has to find that.\n${foreseen === "" ? "" : `What each criterion would make of it:\n${foreseen}`}Next: countersign drill list ${slug}\n`
      : `${begun}Its rollback is proposed.\nRoom: ${api.url}/rollbacks/${rollback}\nNext: countersign rollback status ${rollback}\n`;
  });
}

/** What is made up, and the criterion that should find it: both, or neither. */
function failureIn({ values, spec }: Invocation): { failure?: { mode: string; criterion: string } } {
  const { failure: mode, criterion } = values;
  if (mode !== undefined && criterion !== undefined) return { failure: { mode, criterion } };
  if (mode === undefined && criterion === undefined) return {};
  throw wrongUsage(
    mode === undefined ? "--criterion goes with a --failure." : "--failure goes with a --criterion.",
    "Without both the rollback is proposed at once, and detection is not rehearsed.",
    `More: countersign ${spec.name} --help`,
  );
}
