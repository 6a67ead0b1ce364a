import { asAnswer } from "@/lib/cli/answers";
import { argument, type Exit, exits, type Invocation } from "@/lib/cli/command";
import { Refusal } from "@/lib/cli/failure";
import { type Api, path } from "@/lib/cli/http";
import { rollbackExit, rollbackText, targetRows } from "@/lib/cli/rollback-text";
import { findRollback, noneWords } from "@/lib/cli/rollbacks";
import { columns, printJson } from "@/lib/cli/text";

/** A release without a rollback has none under way; whether it could go back is said all the same. */
export async function run(invocation: Invocation): Promise<Exit> {
  const { io, flags } = invocation;
  const api = invocation.api();
  const id = await findRollback(invocation, api);
  if (id === null) {
    if (flags.has("json")) printJson(io, null);
    else io.write(`${noneWords(invocation)}\n${await targetText(invocation, api)}`);
    return exits.ok;
  }
  const rollback = asAnswer((await api.get(path`/rollbacks/${id}`)).body);
  if (flags.has("json")) printJson(io, rollback);
  else io.write(rollbackText(io, rollback));
  return rollbackExit(rollback, io.nowMs());
}

async function targetText(invocation: Invocation, api: Api): Promise<string> {
  const slug = argument(invocation, "ROLLBACK");
  try {
    const { body } = await api.get(path`/releases/${slug}/rollback-target`);
    return columns(targetRows(asAnswer(body)), { indent: 2, width: 110 });
  } catch (error) {
    // An older server does not know.
    if (error instanceof Refusal && error.status === 404) return "";
    throw error;
  }
}
