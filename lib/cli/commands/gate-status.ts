import type { Exit, Invocation } from "@/lib/cli/command";
import { gateExit } from "@/lib/cli/gate-text";
import { askedGate, printGate, readGate } from "@/lib/cli/gates";

export async function run(invocation: Invocation): Promise<Exit> {
  const asked = askedGate(invocation);
  const gate = await readGate(invocation.api(), asked);
  printGate(invocation, asked, gate);
  return gateExit(gate);
}
