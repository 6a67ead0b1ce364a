import type { z } from "zod";
import type { Actor } from "@/lib/identity/actor";
import { markSeen } from "@/lib/rollbacks/mark-seen";
import { acknowledgeRequirement } from "@/lib/gates/acknowledge-requirement";
import { castVote } from "@/lib/gates/cast-vote";
import { loadGates } from "@/lib/gates/load-gates";
import type { VoteKind } from "@/lib/gates/model";
import { getGate } from "@/lib/gates/queries";
import { reportCheck } from "@/lib/gates/report-check";
import type { Condition, GateAnswer, RequirementAnswer } from "@/lib/gates/schemas";
import type { shiftedClock } from "@/lib/platform/clock";
import type { Command, Kernel } from "@/lib/platform/command";
import { DecisionPending } from "@/lib/platform/gathering";
import { newId } from "@/lib/platform/ids";
import { emailOf } from "./people";

export type Cast = ReturnType<typeof makeCast>;

const dayMs = 86_400_000;

/** Plays the sample people: everything that happens, happens by the real commands, on a clock that the story moves. */
export function makeCast(kernel: Kernel, clock: ReturnType<typeof shiftedClock>, end: Date) {
  const system: Actor = { kind: "system", job: "set-up" };

  // Judging a gate is the dear part, and nothing changes it between two commands.
  const judged = new Map<string, Promise<GateAnswer>>();

  function gateOf(release: string, gate: string): Promise<GateAnswer> {
    const key = `${release} ${gate}`;
    const known = judged.get(key);
    if (known !== undefined) return known;
    const asked = getGate(kernel.db.prisma, { slug: release, gate, actor: system, now: clock.now() });
    judged.set(key, asked);
    return asked;
  }

  const run = <Schema extends z.ZodType, Value>(
    actor: Actor,
    command: Command<Schema, Value>,
    input: z.input<Schema>,
  ): Promise<Value> => {
    judged.clear();
    return command.execute(kernel, input, { actor, requestId: newId() });
  };

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

  let acts = 0;

  /** People take some minutes for what they sign, but nothing happens after the end of the story. */
  function takeMinutes(): void {
    acts += 1;
    const ms = (3 + ((acts * 7) % 19)) * 60_000;
    if (clock.now().getTime() + ms < end.getTime()) clock.shift(ms);
  }

  async function machine(key: string): Promise<Actor> {
    const row = await kernel.db.prisma.machine.findUniqueOrThrow({ where: { key } });
    return { kind: "machine", id: row.id, key, credential: { kind: "none" } };
  }

  async function requirementOf(
    release: string,
    gate: string,
    requirement: string | null,
  ): Promise<RequirementAnswer> {
    const state = await gateOf(release, gate);
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
    /** The first of several people who take a decision together. */
    proposes: async <Schema extends z.ZodType, Value>(
      key: string,
      command: Command<Schema, Value>,
      input: z.input<Schema>,
    ): Promise<void> => {
      try {
        await run(await actor(key), command, input);
      } catch (error) {
        if (error instanceof DecisionPending) return;
        throw error;
      }
      throw new Error(`${command.name} was done by ${key} alone`);
    },
    byMachine: async <Schema extends z.ZodType, Value>(
      key: string,
      command: Command<Schema, Value>,
      input: z.input<Schema>,
    ) => run(await machine(key), command, input),
    /** Opens the room of a rollback. */
    sees: async (key: string, rollback: string) =>
      markSeen(kernel, { id: rollback, actor: await actor(key) }),
    now: () => clock.now(),
    /** Until the story ends. */
    hoursLeft: () => (end.getTime() - clock.now().getTime()) / 3_600_000,
    /** A calendar day, counted from today in the story. */
    day: (days: number) => new Date(clock.now().getTime() + days * dayMs).toISOString().slice(0, 10),
    /** A calendar day, counted from the one on which the story ends, however late at night or near a weekend its scenes began. */
    dayFromEnd: (days: number) => new Date(end.getTime() + days * dayMs).toISOString().slice(0, 10),
    gate: gateOf,
    /** The names of the checks that a release's requirements ask for, by gate and requirement. */
    checkNames: async (release: string): Promise<Map<string, string>> => {
      const asked = { slug: release, actor: system, now: clock.now() };
      const { facts } = await loadGates(kernel.db.prisma, asked);
      const gates = facts.stages.flatMap((stage) => stage.gates);
      return new Map(
        gates.flatMap((gate) =>
          gate.requirements.flatMap((each) =>
            each.kind === "check" ? [[`${gate.key}/${each.key}`, each.check] as const] : [],
          ),
        ),
      );
    },
    vote: async (
      key: string,
      role: string,
      on: { release: string; gate: string; requirement?: string },
      vote: VoteKind = "approve",
      reason?: string,
      exitCondition?: string,
      conditions?: z.input<typeof Condition>[],
    ) => {
      takeMinutes();
      const who = await actor(key);
      const { subjectDigest } = await requirementOf(on.release, on.gate, on.requirement ?? null);
      return run(who, castVote, {
        ...on,
        role,
        vote,
        subjectDigest,
        ...(reason === undefined ? {} : { reason }),
        ...(exitCondition === undefined ? {} : { exitCondition }),
        ...(conditions === undefined ? {} : { conditions }),
      });
    },
    acknowledge: async (
      key: string,
      role: string,
      on: { release: string; gate: string; requirement: string },
    ) => {
      takeMinutes();
      const who = await actor(key);
      const { subjectDigest } = await requirementOf(on.release, on.gate, on.requirement);
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
