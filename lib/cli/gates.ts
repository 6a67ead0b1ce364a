import { type Answer, asAnswer, textOf } from "@/lib/cli/answers";
import { argument, type Invocation, type Parsed } from "@/lib/cli/command";
import { gateText } from "@/lib/cli/gate-text";
import { type Api, path } from "@/lib/cli/http";
import { printJson } from "@/lib/cli/text";

export interface AskedGate {
  slug: string;
  gate: string;
}

export function askedGate(parsed: Parsed): AskedGate {
  return { slug: argument(parsed, "SLUG"), gate: argument(parsed, "GATE") };
}

export async function readGate(api: Api, { slug, gate }: AskedGate): Promise<Answer> {
  const answer = asAnswer((await api.get(path`/releases/${slug}/gates/${gate}`)).body);
  textOf(answer, "status");
  return answer;
}

export function printGate({ io, flags }: Invocation, { slug }: AskedGate, gate: Answer): void {
  if (flags.has("json")) printJson(io, gate);
  else io.write(gateText(io, slug, gate));
}
