import type { z } from "zod";
import type { Condition } from "@/lib/gates/schemas";
import type { Cast } from "./cast";
import type { Story } from "./direct";
import { keyOf } from "./people";

/** The gates of the first stage of a model release, in the order in which people come to them. */
export const evaluationGates = [
  "data-schema",
  "security",
  "privacy",
  "latency-and-cost",
  "evaluation",
  "fairness",
  "rollback-agreed",
];

export interface Settling {
  release: string;
  gates: readonly string[];
  /** The candidate's digest, for which checks are reported. */
  bundle: string;
  /** What the pipeline says of each check by its name. */
  results: Record<string, string>;
  /** What somebody writes beside their signature, by requirement. */
  remarks?: Record<string, string>;
  /** What an approval asks for beside it, by requirement. */
  conditions?: Record<string, z.input<typeof Condition>[]>;
  /** How long people take, as a share of what is usual. */
  pace?: number;
}

type Act = Awaited<ReturnType<Cast["gate"]>>["unblock"][number];

/** Opens gates as people do who follow what the product proposes: act by act of the smallest set, some hours apart. */
export async function* settle(cast: Cast, settling: Settling): Story {
  const { release, gates, pace = 1 } = settling;
  let turn = 0;
  for (const gate of gates) {
    for (;;) {
      const { unblock } = await cast.gate(release, gate);
      const act = unblock[0];
      if (act === undefined) break;
      await perform(cast, settling, { gate, act, turn: (turn += 1) });
      yield pace * (0.5 + ((turn * 5) % 7) / 2);
    }
  }
}

async function perform(
  cast: Cast,
  { release, bundle, results, remarks = {}, conditions = {} }: Settling,
  { gate, act, turn }: { gate: string; act: Act; turn: number },
): Promise<void> {
  const { requirement, role, people } = act;
  if (act.act === "report-check") {
    const name = await checkOf(cast, release, gate, requirement);
    await cast.check(release, name, bundle, "passed", results[name] ?? "Within the agreed limits", {});
    return;
  }
  const person = people[turn % Math.max(people.length, 1)];
  if (person === undefined || role === null)
    throw new Error(`${release}, ${gate}: nobody can ${act.message}`);
  const who = keyOf(person.email);
  if (act.act === "acknowledge" && requirement !== null) {
    await cast.acknowledge(who, role, { release, gate, requirement });
    return;
  }
  if (act.act !== "approve") throw new Error(`${release}, ${gate}: no story for ${act.message}`);
  const on = { release, gate, ...(requirement === null ? {} : { requirement }) };
  const key = requirement ?? gate;
  await cast.vote(who, role, on, "approve", remarks[key], undefined, conditions[key]);
}

async function checkOf(
  cast: Cast,
  release: string,
  gate: string,
  requirement: string | null,
): Promise<string> {
  const name = (await cast.checkNames(release)).get(`${gate}/${requirement ?? ""}`);
  if (name === undefined)
    throw new Error(`${release}, ${gate}: no check behind ${requirement ?? "the approval"}`);
  return name;
}
