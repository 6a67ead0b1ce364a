import type { Exit, Invocation } from "@/lib/cli/command";
import { act, glassIn } from "@/lib/cli/rollbacks";

export async function run(invocation: Invocation): Promise<Exit> {
  const { reason } = invocation.values;
  return act(
    invocation,
    { does: "/authorise", body: { ...(reason !== undefined && { reason }), ...glassIn(invocation) } },
    (id, state) => `Rollback ${id} is ${state}; its steps begin.`,
  );
}
