import { asAnswer } from "@/lib/cli/answers";
import { type Exit, exits, type Invocation } from "@/lib/cli/command";
import { path } from "@/lib/cli/http";
import { rollbackExit, rollbackText } from "@/lib/cli/rollback-text";
import { findRollback, noneWords } from "@/lib/cli/rollbacks";
import { printJson } from "@/lib/cli/text";

/** A release without a rollback has none under way. */
export async function run(invocation: Invocation): Promise<Exit> {
  const { io, flags } = invocation;
  const api = invocation.api();
  const id = await findRollback(invocation, api);
  if (id === null) {
    if (flags.has("json")) printJson(io, null);
    else io.write(`${noneWords(invocation)}\n`);
    return exits.ok;
  }
  const rollback = asAnswer((await api.get(path`/rollbacks/${id}`)).body);
  if (flags.has("json")) printJson(io, rollback);
  else io.write(rollbackText(io, rollback));
  return rollbackExit(rollback, io.nowMs());
}
