import { findText } from "@/lib/cli/answers";
import { argument, type Exit, type Invocation } from "@/lib/cli/command";
import { path } from "@/lib/cli/http";
import { told } from "@/lib/cli/releases";

/** Has what a release goes back to fetched anew; a runner does it, so nothing is known at once. */
export async function run(invocation: Invocation): Promise<Exit> {
  const slug = argument(invocation, "SLUG");
  const reply = await invocation.api().post(path`/releases/${slug}/rollback-target/verify`, {});
  return told(invocation, reply, (answer) =>
    [
      `Asked: the next runner that may fetches what ${slug} goes back to.`,
      `So far: ${findText(answer, "summary") ?? "unknown"}.`,
      `Next: countersign rollback status ${slug}`,
      "",
    ].join("\n"),
  );
}
