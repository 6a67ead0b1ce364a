import { argument, type Exit, type Invocation, required } from "@/lib/cli/command";
import { act, glassIn, stepPath } from "@/lib/cli/rollbacks";

export async function run(invocation: Invocation): Promise<Exit> {
  return act(
    invocation,
    {
      does: stepPath(invocation, "retry"),
      body: { reason: required(invocation, "note"), ...glassIn(invocation) },
    },
    (id, state) => `${argument(invocation, "STEP")} is tried again. Rollback ${id} is ${state}.`,
  );
}
