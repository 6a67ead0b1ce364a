import { textOf } from "@/lib/cli/answers";
import { argument, type Exit, type Invocation, required } from "@/lib/cli/command";
import { readObject } from "@/lib/cli/documents";
import { told } from "@/lib/cli/releases";

export async function run(invocation: Invocation): Promise<Exit> {
  const { kind, source } = invocation.values;
  const body = {
    name: argument(invocation, "NAME"),
    unit: required(invocation, "unit"),
    better: required(invocation, "better"),
    ...(kind === undefined ? {} : { kind }),
    ...(source === undefined ? {} : { source: "promql", promql: await readObject(invocation.io, source) }),
  };
  const reply = await invocation.api().post("/metrics", body);
  return told(
    invocation,
    reply,
    (answer) =>
      `Declared ${textOf(answer, "name")}, in ${textOf(answer, "unit")}, ${textOf(answer, "better")} is better.\n`,
  );
}
