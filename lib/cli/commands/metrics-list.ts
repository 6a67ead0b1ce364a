import { type Answer, findAnswer, findText } from "@/lib/cli/answers";
import { type Exit, exits, type Invocation } from "@/lib/cli/command";
import { allOf } from "@/lib/cli/lists";
import { columns, printJson } from "@/lib/cli/text";

export async function run(invocation: Invocation): Promise<Exit> {
  const { io, flags } = invocation;
  const items = await allOf(invocation.api(), "/metrics");
  if (flags.has("json")) printJson(io, { items });
  else if (items.length === 0)
    io.write("No metric is declared.\nNext: countersign metrics declare NAME --unit ms --better lower\n");
  else io.write(columns([["NAME", "UNIT", "BETTER", "KIND", "SOURCE"], ...items.map(row)]));
  return exits.ok;
}

function row(metric: Answer): string[] {
  return [
    ...["name", "unit", "better", "kind"].map((field) => findText(metric, field) ?? ""),
    sourceOf(metric),
  ];
}

function sourceOf(metric: Answer): string {
  const promql = findAnswer(metric, "promql");
  if (promql === null) return "pushed";
  const read = `${findText(promql, "server") ?? ""}, every ${findText(promql, "interval") ?? ""}`;
  const error = findAnswer(findAnswer(promql, "state") ?? {}, "error");
  return error === null
    ? read
    : `${read}; not since ${findText(error, "since") ?? ""}: ${findText(error, "message") ?? ""}`;
}
