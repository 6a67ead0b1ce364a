import { textOf } from "@/lib/cli/answers";
import { argument, type Exit, type Invocation, required } from "@/lib/cli/command";
import { told } from "@/lib/cli/releases";

export async function run(invocation: Invocation): Promise<Exit> {
  const { kind } = invocation.values;
  const body = {
    name: argument(invocation, "NAME"),
    unit: required(invocation, "unit"),
    better: required(invocation, "better"),
    ...(kind === undefined ? {} : { kind }),
  };
  const reply = await invocation.api().post("/metrics", body);
  return told(
    invocation,
    reply,
    (answer) =>
      `Declared ${textOf(answer, "name")}, in ${textOf(answer, "unit")}, ${textOf(answer, "better")} is better.\n`,
  );
}
