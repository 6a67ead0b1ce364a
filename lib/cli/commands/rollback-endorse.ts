import type { Exit, Invocation } from "@/lib/cli/command";
import { act } from "@/lib/cli/rollbacks";

export async function run(invocation: Invocation): Promise<Exit> {
  const { reason } = invocation.values;
  return act(
    invocation,
    { does: "/endorse", body: reason === undefined ? {} : { reason } },
    (id, state) => `Rollback ${id} is ${state}. A hold that it put on the release stays until it is lifted.`,
  );
}
