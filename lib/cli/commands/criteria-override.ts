import { argument, type Exit, type Invocation, required } from "@/lib/cli/command";
import { path } from "@/lib/cli/http";
import { untilOf, utc } from "@/lib/cli/moments";
import { told } from "@/lib/cli/releases";

export async function run(invocation: Invocation): Promise<Exit> {
  const [slug, key] = [argument(invocation, "SLUG"), argument(invocation, "KEY")];
  const until = untilOf(invocation);
  const body = { reason: required(invocation, "reason"), until };
  const reply = await invocation.api().post(path`/releases/${slug}/criteria/${key}/override`, body);
  return told(
    invocation,
    reply,
    () =>
      `The breach of ${key} does not count; it is judged anew, and exposure does not grow before ${utc(until)}.\n`,
  );
}
