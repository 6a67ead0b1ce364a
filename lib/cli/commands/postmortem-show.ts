import { type Answer, asAnswer, findAnswer, findText, listOf, textOf } from "@/lib/cli/answers";
import { argument, type Exit, exits, type Invocation } from "@/lib/cli/command";
import { path } from "@/lib/cli/http";
import type { Io } from "@/lib/cli/io";
import { utc } from "@/lib/cli/moments";
import { columns, paint, paintStatus, printJson, wrapped } from "@/lib/cli/text";

export async function run(invocation: Invocation): Promise<Exit> {
  const { io, flags } = invocation;
  const { body } = await invocation.api().get(path`/post-mortems/${argument(invocation, "ID")}`);
  const found = asAnswer(body);
  if (flags.has("json")) printJson(io, found);
  else io.write(text(io, found));
  return exits.ok;
}

function text(io: Io, found: Answer): string {
  const end = findText(found, "to");
  const questions = listOf(found, "questions").map((question) => {
    const answer = findAnswer(question, "answer");
    const said = answer === null ? "Not answered." : textOf(answer, "text");
    return `\n${paint(io, "bold", textOf(question, "title"))}\n${wrapped(said)}\n`;
  });
  const actions = listOf(found, "actions").map((action) => [
    actionState(action),
    utc(textOf(action, "dueAt")),
    findText(findAnswer(action, "owner") ?? {}, "name") ?? "",
    textOf(action, "title"),
  ]);
  return [
    `${paint(io, "bold", textOf(found, "title"))}: ${paintStatus(io, textOf(found, "state"))}\n`,
    `${utc(textOf(found, "from"))} to ${end === null ? "now" : utc(end)}\n`,
    ...questions,
    actions.length === 0 ? "" : `\nActions\n${columns(actions, { indent: 2, width: 120 })}`,
  ].join("");
}

function actionState(action: Answer): string {
  const closure = findAnswer(action, "closure");
  if (closure !== null) return textOf(closure, "how");
  return action["isOverdue"] === true ? "overdue" : "open";
}
