import { manifestOf } from "../world";
import type { EventfulAct, EventfulStage } from "./stage";
import { eventfulTemplate } from "./template";

/** The release's course and content. */
export function courseActs(stage: EventfulStage) {
  const { candidates, db, id, on, pass, reason, release, say } = stage;

  async function current(): Promise<string> {
    const version = await db.releaseVersion.findFirstOrThrow({ where: { releaseId: id, validTo: null } });
    return version.stageKey ?? "evaluate";
  }
  const others = async () => {
    const all = await candidates();
    return all.length === 1 ? all : all.filter((digest) => digest !== release.candidate);
  };

  const bundle = async (parts: Record<string, string>, by: string) =>
    say(by, "POST", `/components/${release.component}/bundles`, manifestOf(release.component, parts, []));

  return {
    start: () => say("cora", "POST", `${on}/start`),
    "start the other": () => say("cora", "POST", "/releases/upstream/start"),
    "advance the other": () =>
      say("ed", "POST", "/releases/upstream/stages/evaluate/advance", { reason, breakGlass: true }),
    "cancel the other": () =>
      say("cora", "POST", "/releases/upstream/complete", { outcome: "cancelled", reason }),
    "register a bundle": (pick) =>
      bundle({ code: pick(["c2", "c1"]), "model-weights": pick(["w2", "w1", "w3"]) }, pick(["lea", "ed"])),
    "set a candidate": async (pick) =>
      say("cora", "POST", `${on}/candidate`, {
        component: release.component,
        digest: pick(await others()),
      }),
    "set it back": () =>
      say("cora", "POST", `${on}/candidate`, { component: release.component, digest: release.candidate }),
    "change the plan": (pick) =>
      say("cora", "PUT", `${on}/plan`, { performance: pick(["fast", "faster", "slow"]) }),
    "change the criteria": (pick) =>
      say("cora", "PUT", `${on}/criteria`, [
        { ...eventfulTemplate.criteria[0], breach: { op: ">", value: pick(["200", "250", "300"]) } },
      ]),
    "change the way back": (pick) =>
      say("cora", "PUT", `${on}/rollback-plan`, {
        ...eventfulTemplate.rollbackPlan,
        stable: { criteria: ["latency"], for: pick(["2m", "3m"]) },
      }),
    "change the dates": (pick) =>
      say("cora", "PUT", `${on}/dates`, { targetDate: pick(["2099-01-01", "2099-02-01"]), stages: {} }),
    "move to the newest": () => say("cora", "POST", `${on}/migrate`, { rightsVersion: "current", reason }),
    "move to the template": async () => {
      const { _max } = await db.templateVersion.aggregate({
        where: { key: "eventful" },
        _max: { version: true },
      });
      return say("cora", "POST", `${on}/migrate`, { templateVersion: _max.version, reason });
    },
    hold: () => say("cora", "POST", `${on}/holds`, { reason }),
    "lift the hold": async () => {
      const found = await db.hold.findFirst({ where: { releaseId: id, validTo: null } });
      return found === null ? null : say("cora", "POST", `${on}/holds/${found.id}/lift`, { reason });
    },
    advance: async () => say("cora", "POST", `${on}/stages/${await current()}/advance`, { reason }),
    "break the glass": async () =>
      say("ed", "POST", `${on}/stages/${await current()}/advance`, { reason, breakGlass: true }),
    skip: async () => say("cora", "POST", `${on}/stages/${await current()}/skip`, { reason }),
    reopen: () => say("cora", "POST", `${on}/stages/evaluate/reopen`, { reason }),
    "cancel the proposal": async () => {
      const found = await db.pendingDecision.findFirst({ where: { validTo: null } });
      return found === null
        ? null
        : say("cora", "POST", `/pending-decisions/${found.id}/votes`, { vote: "withdraw" });
    },
    "second the proposal": async () => {
      const found = await db.pendingDecision.findFirst({ where: { validTo: null } });
      return found === null
        ? null
        : say(
            found.decision === "stage.skip" ? "sid" : "rita",
            "POST",
            `/pending-decisions/${found.id}/votes`,
            { vote: "approve" },
          );
    },
    "give up": () => say("cora", "POST", `${on}/complete`, { outcome: "cancelled", reason }),
    wait: (pick) => {
      pass(pick([1, 1_000, 600_000, 3_600_000, 7_200_000]));
      return Promise.resolve(200);
    },
  } satisfies Record<string, EventfulAct>;
}
