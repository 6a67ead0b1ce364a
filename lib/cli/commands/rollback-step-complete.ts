import { argument, type Exit, type Invocation, required } from "@/lib/cli/command";
import { act, glassIn, stepPath } from "@/lib/cli/rollbacks";

export async function run(invocation: Invocation): Promise<Exit> {
  const { outcome = "done", serving, reason } = invocation.values;
  const note = required(invocation, "note");
  return act(
    invocation,
    {
      does: stepPath(invocation, "complete"),
      body: {
        outcome,
        note,
        ...(serving !== undefined && { servingDigest: serving }),
        ...(reason !== undefined && { reason }),
        ...glassIn(invocation),
      },
    },
    (id, state) => `Reported ${argument(invocation, "STEP")}: ${outcome}. Rollback ${id} is ${state}.`,
  );
}
