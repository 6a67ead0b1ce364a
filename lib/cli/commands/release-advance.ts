import { asAnswer, findText, listOf } from "@/lib/cli/answers";
import { argument, type Exit, exits, type Invocation } from "@/lib/cli/command";
import { Failure, Refusal } from "@/lib/cli/failure";
import { type Api, path } from "@/lib/cli/http";
import { stageOf, told } from "@/lib/cli/releases";

export async function run(invocation: Invocation): Promise<Exit> {
  const slug = argument(invocation, "SLUG");
  const api = invocation.api();
  const stage = invocation.arguments["STAGE"] ?? (await currentStage(api, slug));
  const { reason } = invocation.values;
  const at = path`/releases/${slug}/stages/${stage}/advance`;
  const reply = await withActs({ api, slug, stage }, api.post(at, reason === undefined ? {} : { reason }));
  return told(invocation, reply, (answer) => {
    const next = findText(answer, "stage");
    return `${slug} left ${stage}${next === null || next === stage ? "" : `; the current stage is ${next}`}.\n`;
  });
}

async function currentStage(api: Api, slug: string): Promise<string> {
  const release = asAnswer((await api.get(path`/releases/${slug}`)).body);
  const stage = stageOf(release);
  if (stage !== null) return stage;
  throw new Failure(
    exits.refused,
    `${slug} has no current stage: it is ${findText(release, "state") ?? "not started"}.`,
    [`See countersign release status ${slug}`],
  );
}

/** A refusal with the smallest set of acts that would open the stage's gates, where the server did not give it. */
async function withActs<T>(
  { api, slug, stage }: { api: Api; slug: string; stage: string },
  answer: Promise<T>,
): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof Refusal) || error.status !== 409) throw error;
    const body = asAnswer(error.body);
    if (body["code"] !== "gate-not-ready" || listOf(body, "unblock").length > 0) throw error;
    const gates = listOf(
      asAnswer((await api.get(path`/releases/${slug}/gates`).catch(() => ({ body: {} }))).body),
      "items",
    );
    const unblock = gates
      .filter((gate) => gate["stage"] === stage)
      .flatMap((gate) => listOf(gate, "unblock"));
    throw new Refusal(error.status, { ...body, unblock }, error.url);
  }
}
