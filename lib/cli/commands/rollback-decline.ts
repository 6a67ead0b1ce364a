import { type Exit, type Invocation, required } from "@/lib/cli/command";
import { untilOf, utc } from "@/lib/cli/moments";
import { act } from "@/lib/cli/rollbacks";

export async function run(invocation: Invocation): Promise<Exit> {
  const until = untilOf(invocation);
  return act(
    invocation,
    { does: "/decline", body: { reason: required(invocation, "reason"), until } },
    (id, state) =>
      `Rollback ${id} is ${state}. What is still in breach is proposed again from ${utc(until)} on.`,
  );
}
