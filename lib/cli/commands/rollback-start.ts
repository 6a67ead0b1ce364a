import { textOf } from "@/lib/cli/answers";
import { argument, type Exit, type Invocation, required } from "@/lib/cli/command";
import { path } from "@/lib/cli/http";
import { told } from "@/lib/cli/releases";

/** Proposes; while one is under way it joins that. Either way exposure is paused. */
export async function run(invocation: Invocation): Promise<Exit> {
  const slug = argument(invocation, "SLUG");
  const body = { severity: required(invocation, "severity"), reason: required(invocation, "reason") };
  const api = invocation.api();
  const reply = await api.post(path`/releases/${slug}/rollbacks`, body);
  return told(invocation, reply, (answer) => {
    const id = textOf(answer, "id");
    const proposed =
      answer["isNew"] === false
        ? `A rollback of ${slug} is under way already; this joined it: ${id}`
        : `Proposed to roll ${slug} back: ${id}`;
    return [
      proposed,
      "Exposure is paused; nothing goes back before it is decided.",
      `Room: ${api.url}/rollbacks/${id}`,
      `Next: countersign rollback authorise ${id}`,
      "",
    ].join("\n");
  });
}
