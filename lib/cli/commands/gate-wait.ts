import type { Answer } from "@/lib/cli/answers";
import { type Exit, exits, type Invocation } from "@/lib/cli/command";
import { Failure, Refusal, wrongUsage } from "@/lib/cli/failure";
import { gateExit, statusWords } from "@/lib/cli/gate-text";
import { askedGate, type AskedGate, printGate, readGate } from "@/lib/cli/gates";
import type { Api } from "@/lib/cli/http";
import { exitOf } from "@/lib/cli/refusals";
import { durationText, findDurationMs } from "@/lib/platform/durations";

/** Asks again and again; a server that was reached once may be away for a while. */
export async function run(invocation: Invocation): Promise<Exit> {
  const { io, flags } = invocation;
  const asked = askedGate(invocation);
  const timeoutMs = duration(invocation, "timeout", "30m");
  const intervalMs = Math.max(100, duration(invocation, "interval", "2s"));
  const endsAtMs = io.nowMs() + timeoutMs;
  const api = invocation.api();
  let gate = await readGate(api, asked);
  let told = "";
  for (;;) {
    const exit = gateExit(gate);
    const isFinal =
      exit === exits.ok ||
      gate["status"] === "skipped" ||
      (exit === exits.blocked && !flags.has("through-blocked"));
    if (isFinal) {
      printGate(invocation, asked, gate);
      return exit;
    }
    const leftMs = endsAtMs - io.nowMs();
    if (leftMs <= 0) break;
    const words = `${asked.gate} is ${statusWords({ ...io, colours: false }, gate)}; waiting up to ${durationText(timeoutMs)}.\n`;
    if (words !== told) io.warn(words);
    told = words;
    await io.sleep(Math.min(intervalMs, leftMs));
    gate = await readGateAgain(api, asked, { gate, isLast: io.nowMs() >= endsAtMs });
  }
  printGate(invocation, asked, gate);
  io.warn(`${asked.gate} was not ready within ${durationText(timeoutMs)}.\n`);
  return exits.notReady;
}

async function readGateAgain(
  api: Api,
  asked: AskedGate,
  last: { gate: Answer; isLast: boolean },
): Promise<Answer> {
  try {
    return await readGate(api, asked);
  } catch (error) {
    const exit = error instanceof Failure ? error.exit : error instanceof Refusal ? exitOf(error) : null;
    if (exit !== exits.unreachable || last.isLast) throw error;
    return last.gate;
  }
}

function duration({ values, spec }: Invocation, name: string, otherwise: string): number {
  const text = values[name] ?? otherwise;
  const ms = findDurationMs(text);
  if (ms === null)
    throw wrongUsage(
      `--${name} ${text} is no duration.`,
      "A duration is a whole number and a unit: 30s, 5m, 2h, 1d.",
      `More: countersign ${spec.name} --help`,
    );
  return ms;
}
