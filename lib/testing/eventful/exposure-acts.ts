import type { EventfulAct, EventfulStage } from "./stage";

/** Exposure, what is measured of it, going back and rehearsing that. */
export function exposureActs(stage: EventfulStage) {
  const { db, exposed, id, later, minute, on, reason, say, work } = stage;

  const rollback = async (states: readonly string[]) =>
    db.rollback.findFirst({
      where: { releaseId: id, state: { in: [...states] } },
      orderBy: { order: "desc" },
    });

  return {
    increase: (pick) => say("cora", "POST", `${on}/exposure`, { percent: pick([5, 25]) }),
    confirm: async () => {
      const last = await db.exposureChange.findFirst({
        where: { releaseId: id, kind: "intended" },
        orderBy: { order: "desc" },
      });
      return last === null
        ? null
        : say("cora", "POST", `${on}/exposure/confirm`, { percent: last.percent, ...exposed });
    },
    pause: (pick) => say("cora", "POST", `${on}/exposure/pause`, { reason, ...pick([{}, { percent: 0 }]) }),
    resume: () => say("cora", "POST", `${on}/exposure/resume`, { reason }),
    "a good minute": () => minute(200),
    "a bad minute": () => minute(900),
    "a silent minute": () => minute(null),
    work: async () => (await work(), 200),
    "propose to go back": () => say("cora", "POST", `${on}/rollbacks`, { severity: "sev2", reason }),
    authorise: async () => {
      const found = await rollback(["proposed"]);
      return found === null ? null : say("ed", "POST", `/rollbacks/${found.id}/authorise`, {});
    },
    decline: async () => {
      const found = await rollback(["proposed"]);
      return found === null
        ? null
        : say("ed", "POST", `/rollbacks/${found.id}/decline`, { reason, until: later(240_000) });
    },
    "carry out": async (pick) => {
      const found = await rollback(["executing", "failed"]);
      const step =
        found === null
          ? null
          : await db.rollbackStep.findFirst({ where: { rollbackId: found.id, state: "running" } });
      if (found === null || step === null) return null;
      const status = await say("ed", "POST", `/rollbacks/${found.id}/steps/${step.key}/complete`, {
        outcome: pick(["done", "done", "failed"]),
        note: reason,
      });
      await work();
      return status;
    },
    retry: async () => {
      const found = await rollback(["failed"]);
      const step =
        found === null
          ? null
          : await db.rollbackStep.findFirst({ where: { rollbackId: found.id, state: "failed" } });
      if (found === null || step === null) return null;
      const status = await say("ed", "POST", `/rollbacks/${found.id}/steps/${step.key}/retry`, { reason });
      await work();
      return status;
    },
    "cancel going back": async () => {
      const found = await rollback(["proposed", "authorised", "executing", "validating", "failed"]);
      return found === null ? null : say("cora", "POST", `/rollbacks/${found.id}/cancel`, { reason });
    },
    endorse: async () => {
      const found = await rollback(["stable"]);
      return found === null ? null : say("cora", "POST", `/rollbacks/${found.id}/endorse`, { reason });
    },
    "override the breach": () =>
      say("rita", "POST", `${on}/criteria/latency/override`, { reason, until: later(300_000) }),
    "post an update": async () => {
      const found = await rollback(["proposed", "executing", "failed"]);
      return found === null
        ? null
        : say("ed", "POST", `/rollbacks/${found.id}/updates`, { text: "We look." });
    },
    drill: () => say("ed", "POST", `${on}/drills`, { level: "tabletop" }),
    "end the drill": async () => {
      const found = await db.drill.findFirst({ where: { releaseId: id, endedAt: null } });
      return found === null ? null : say("ed", "POST", `${on}/drills/${found.id}/cancel`, { reason });
    },
  } satisfies Record<string, EventfulAct>;
}
