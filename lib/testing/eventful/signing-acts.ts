import { reviewName } from "@/lib/reviews/occurrences";
import type { EventfulAct, EventfulStage } from "./stage";

/** What people sign, object to, report and talk about. */
export function signingActs(stage: EventfulStage) {
  const { ask, candidates, db, email, exposed, gate, id, later, on, reason, say } = stage;

  async function digestOf(of: string, requirement: string): Promise<string> {
    const answer = await ask("cora", "GET", `${on}/gates/${of}`);
    const { requirements = [], approval = null } = answer.as<{
      requirements?: { key: string; subjectDigest: string }[];
      approval?: { subjectDigest: string } | null;
    }>();
    const found = requirement === "" ? approval : requirements.find(({ key }) => key === requirement);
    return found?.subjectDigest ?? "";
  }
  /** On the requirement `reviewed` unless told; an empty one is the gate's approval. */
  async function vote(by: string, role: string, kind: string, more: Record<string, unknown> = {}) {
    const { requirement = "reviewed", ...rest } = more;
    return say(by, "POST", `${gate}/votes`, {
      ...(requirement !== "" && { requirement }),
      role,
      vote: kind,
      subjectDigest: await digestOf("ready-to-go", String(requirement)),
      ...(kind !== "approve" && { reason }),
      ...rest,
    });
  }
  const openVote = async (kind: string) =>
    db.vote.findFirst({ where: { releaseId: id, vote: kind, closure: null }, orderBy: { order: "desc" } });
  async function reviewed(): Promise<string | null> {
    const found = await db.reviewSeries.findFirst({ orderBy: { id: "desc" } });
    return found === null ? null : reviewName({ series: found.id, original: Date.parse(`${found.start}Z`) });
  }

  return {
    approve: (pick) => {
      const [by, role] = pick([
        ["ed", "engineer"],
        ["eve", "engineer"],
        ["rita", "reviewer"],
        ["rob", "reviewer"],
      ] as const);
      return vote(by, role, "approve", { requirement: pick(["reviewed", "reviewed", ""]) });
    },
    "approve what is read": () => vote("ed", "engineer", "approve", { requirement: "reread" }),
    "approve under a condition": () =>
      vote("rita", "reviewer", "approve", {
        conditions: [{ text: "Ask support.", owner: email("mia"), due: later(7_200_000) }],
      }),
    "ask for work": () => vote("rob", "reviewer", "needs-work"),
    "say not applicable": (pick) => vote(pick(["ed", "eve"]), "engineer", "not-applicable"),
    withdraw: () => vote("rita", "reviewer", "withdraw"),
    comment: () => vote("ed", "engineer", "comment"),
    veto: () => vote("sid", "security", "reject", { exitCondition: "It is safe." }),
    "sign for another": () => vote("mia", "engineer", "approve", { onBehalfOf: email("eve") }),
    "lift the veto": async () => {
      const found = await openVote("reject");
      return found === null ? null : say("sid", "POST", `${gate}/votes/${found.id}/lift`, { reason });
    },
    "dismiss the work": async () => {
      const found = await openVote("needs-work");
      return found === null ? null : say("sid", "POST", `${gate}/votes/${found.id}/dismiss`, { reason });
    },
    acknowledge: async () =>
      say("ed", "POST", `${on}/gates/healthy/acknowledgements`, {
        requirement: "told",
        role: "engineer",
        subjectDigest: await digestOf("healthy", "told"),
      }),
    check: async (pick) =>
      say("cora", "POST", `${on}/checks`, {
        name: "schema",
        bundleDigest: pick(await candidates()),
        status: pick(["passed", "passed", "failed", "running", "error"]),
      }),
    "check the candidate": () =>
      say("cora", "POST", `${on}/checks`, { name: "schema", ...exposed, status: "passed" }),
    waive: (pick) =>
      say("sid", "POST", `${gate}/waivers`, {
        requirement: pick(["reviewed", "tested", "upstream"]),
        reason,
        expiresAt: later(pick([600_000, 5_400_000])),
        owner: email("mia"),
      }),
    fear: () => say("mia", "POST", `${on}/concerns`, { text: "Nobody speaks of the night." }),
    reassure: async () => {
      const found = await db.concern.findFirst({ where: { answer: null } });
      return found === null
        ? null
        : say("cora", "POST", `${on}/concerns/${found.id}/answer`, { text: reason });
    },
    meet: async () => {
      const found = await db.obligation.findFirst({
        where: { releaseId: id, closure: null, kind: { not: "break-glass-review" } },
      });
      return found === null
        ? null
        : say("mia", "POST", `${on}/obligations/${found.id}/meet`, { text: reason });
    },
    "drop it": async () => {
      const found = await db.obligation.findFirst({
        where: { releaseId: id, closure: null, kind: "condition" },
      });
      return found === null ? null : say("rita", "POST", `${on}/obligations/${found.id}/drop`, { reason });
    },
    "review the glass": async () => {
      const found = await db.obligation.findFirst({
        where: { releaseId: id, closure: null, kind: "break-glass-review" },
      });
      return found === null
        ? null
        : say("sid", "POST", `${on}/obligations/${found.id}/review`, { outcome: "justified", text: reason });
    },
    "call a review": () =>
      say("cora", "POST", "/reviews", {
        title: "Readiness",
        start: later(-60_000).slice(0, 16),
        zone: "UTC",
        covers: { releases: ["eventful"] },
      }),
    "say who was there": async () => {
      const name = await reviewed();
      return name === null
        ? null
        : say("cora", "POST", `/reviews/${name}/attendance`, { people: [email("ed")] });
    },
    "take minutes": async () => {
      const name = await reviewed();
      const version = await db.reviewMinutes.count();
      return name === null
        ? null
        : say("cora", "POST", `/reviews/${name}/minutes`, { text: "# Readiness", version });
    },
    "move the review": async () => {
      const name = await reviewed();
      return name === null
        ? null
        : say("cora", "POST", `/reviews/${name}/move`, { start: later(-1_000).slice(0, 16) });
    },
    conclude: async (pick) => {
      const name = await reviewed();
      const said = { release: "eventful", outcome: pick(["go", "no-go"]), reason };
      return name === null ? null : say("cora", "POST", `/reviews/${name}/conclude`, said);
    },
  } satisfies Record<string, EventfulAct>;
}
