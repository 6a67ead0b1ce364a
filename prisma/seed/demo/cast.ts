import type { z } from "zod";
import type { Actor } from "@/lib/identity/actor";
import { acknowledgeRequirement } from "@/lib/gates/acknowledge-requirement";
import { castVote } from "@/lib/gates/cast-vote";
import type { VoteKind } from "@/lib/gates/model";
import { getGate } from "@/lib/gates/queries";
import { reportCheck } from "@/lib/gates/report-check";
import type { RequirementAnswer } from "@/lib/gates/schemas";
import type { shiftedClock } from "@/lib/platform/clock";
import type { Command, Kernel } from "@/lib/platform/command";
import { newId } from "@/lib/platform/ids";
import { emailOf } from "./people";

export type Cast = ReturnType<typeof makeCast>;

const hour = 3_600_000;

/** Plays the sample people: everything that happens, happens by the real commands, on a clock that the story moves. */
export function makeCast(kernel: Kernel, clock: ReturnType<typeof shiftedClock>) {
  const system: Actor = { kind: "system", job: "set-up" };

  const run = <Schema extends z.ZodType, Value>(
    actor: Actor,
    command: Command<Schema, Value>,
    input: z.input<Schema>,
  ): Promise<Value> => command.execute(kernel, input, { actor, requestId: newId() });

  async function actor(key: string): Promise<Actor> {
    const row = await kernel.db.prisma.person.findUniqueOrThrow({ where: { email: emailOf(key) } });
    return {
      kind: "person",
      id: row.id,
      name: row.name,
      email: row.email,
      access: "member",
      credential: { kind: "none" },
    };
  }

  async function machine(key: string): Promise<Actor> {
    const row = await kernel.db.prisma.machine.findUniqueOrThrow({ where: { key } });
    return { kind: "machine", id: row.id, key, credential: { kind: "none" } };
  }

  async function requirementOf(
    who: Actor,
    release: string,
    gate: string,
    requirement: string | null,
  ): Promise<RequirementAnswer> {
    const state = await getGate(kernel.db.prisma, { slug: release, gate, actor: who, now: clock.now() });
    const found =
      requirement === null ? state.approval : state.requirements.find(({ key }) => key === requirement);
    if (found === null || found === undefined) throw new Error(`${gate} has no ${requirement ?? "approval"}`);
    return found;
  }

  return {
    kernel,
    system: <Schema extends z.ZodType, Value>(command: Command<Schema, Value>, input: z.input<Schema>) =>
      run(system, command, input),
    by: async <Schema extends z.ZodType, Value>(
      key: string,
      command: Command<Schema, Value>,
      input: z.input<Schema>,
    ) => run(await actor(key), command, input),
    byMachine: async <Schema extends z.ZodType, Value>(
      key: string,
      command: Command<Schema, Value>,
      input: z.input<Schema>,
    ) => run(await machine(key), command, input),
    /** Time goes by. */
    pass: (hours: number) => clock.shift(hours * hour),
    vote: async (
      key: string,
      role: string,
      on: { release: string; gate: string; requirement?: string },
      vote: VoteKind = "approve",
      reason?: string,
    ) => {
      const who = await actor(key);
      const { subjectDigest } = await requirementOf(who, on.release, on.gate, on.requirement ?? null);
      return run(who, castVote, {
        ...on,
        role,
        vote,
        subjectDigest,
        ...(reason === undefined ? {} : { reason }),
      });
    },
    acknowledge: async (
      key: string,
      role: string,
      on: { release: string; gate: string; requirement: string },
    ) => {
      const who = await actor(key);
      const { subjectDigest } = await requirementOf(who, on.release, on.gate, on.requirement);
      return run(who, acknowledgeRequirement, { ...on, role, subjectDigest });
    },
    check: async (
      release: string,
      name: string,
      bundleDigest: string,
      status: "passed" | "failed" | "running",
      summary: string,
      evidence: Record<string, unknown>,
    ) => run(await machine("ci"), reportCheck, { release, name, bundleDigest, status, summary, evidence }),
  };
}
