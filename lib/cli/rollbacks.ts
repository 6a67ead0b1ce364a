import { findText, textOf } from "@/lib/cli/answers";
import { argument, type Exit, exits, type Invocation } from "@/lib/cli/command";
import { Failure } from "@/lib/cli/failure";
import { type Api, path } from "@/lib/cli/http";
import { itemsOf } from "@/lib/cli/lists";
import { told } from "@/lib/cli/releases";

const id = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Id of the rollback that is named; of a release its latest, real or with --drill rehearsed. Null: the release has none. */
export async function findRollback(invocation: Invocation, api: Api): Promise<string | null> {
  const named = argument(invocation, "ROLLBACK");
  if (id.test(named)) return named;
  const mode = invocation.flags.has("drill") ? "drill" : "real";
  for await (const item of itemsOf(api, path`/releases/${named}/rollbacks`))
    if (item["mode"] === mode) return textOf(item, "id");
  return null;
}

/** Does one thing to the rollback that is named, and says how it stands then. */
export async function act(
  invocation: Invocation,
  { does, body }: { does: string; body: Record<string, unknown> },
  words: (id: string, state: string) => string,
): Promise<Exit> {
  const api = invocation.api();
  const rollback = await findRollback(invocation, api);
  if (rollback === null) throw none(invocation);
  const reply = await api.post(path`/rollbacks/${rollback}` + does, body);
  return told(invocation, reply, (answer) => {
    const state = findText(answer, "state") ?? "unknown";
    return `${words(rollback, state)}\nNext: countersign rollback status ${rollback}\n`;
  });
}

/** What is said to one of its steps, which stands in the path. */
export function stepPath(invocation: Invocation, does: string): string {
  return path`/steps/${argument(invocation, "STEP")}/${does}`;
}

/** What is done alone, past what others would have decided. */
export function glassIn({ flags }: Invocation): { breakGlass?: true } {
  return flags.has("break-glass") ? { breakGlass: true } : {};
}

export function noneWords(invocation: Invocation): string {
  const slug = argument(invocation, "ROLLBACK");
  return invocation.flags.has("drill") ? `${slug} has no drill's rollback.` : `${slug} has no rollback.`;
}

function none(invocation: Invocation): Failure {
  const slug = argument(invocation, "ROLLBACK");
  return new Failure(exits.refused, noneWords(invocation), [
    invocation.flags.has("drill")
      ? `See countersign drill list ${slug}`
      : `Propose one with countersign rollback start ${slug} --severity sev1 --reason TEXT, or add --drill for its latest rehearsal.`,
  ]);
}
