import { weekdays } from "@/lib/policy/rota";
import type { EventfulAct, EventfulStage } from "./stage";
import { eventfulTemplate } from "./template";

/** What changes beside the release, and who holds what on it. */
export function organisationActs(stage: EventfulStage) {
  const { candidates, db, email, later, on, reason, release, say } = stage;

  return {
    "assign roles": (pick) =>
      say("cora", "PUT", `${on}/roles`, {
        roles: {
          engineer: pick([
            ["ed", "eve"].map(email),
            [email("eve")],
            ["rota:days"],
            ["team:crew", email("ed")],
          ]),
          reviewer: pick([["rita", "rob"].map(email), [email("rob")], [email("rita")]]),
        },
      }),
    "change a pool": (pick) =>
      say("cora", "PUT", "/roles/engineer/pool", {
        pool: [email("ed"), "team:crew", ...pick([[email("eve")], []])],
      }),
    "join the team": (pick) =>
      say("lea", "POST", `/teams/${pick(["crew", "owners"])}/members`, {
        email: email(pick(["mia", "rita"])),
      }),
    "leave the team": (pick) =>
      say("lea", "DELETE", `/teams/${pick(["crew", "owners"])}/members/${email(pick(["mia", "rita"]))}`),
    delegate: () =>
      say("eve", "POST", "/delegations", {
        role: "engineer",
        to: email("mia"),
        until: later(3_600_000),
        reason,
      }),
    "end the delegation": async () => {
      const found = await db.delegation.findFirst({ where: { revocation: null }, orderBy: { id: "desc" } });
      return found === null ? null : say("eve", "POST", `/delegations/${found.id}/revoke`, { reason });
    },
    "take a shift": () =>
      say("eve", "POST", "/rotas/days/overrides", { person: email("eve"), until: later(5_400_000), reason }),
    "end the shift": async () => {
      const found = await db.rotaOverride.findFirst({ where: { validTo: null } });
      return found === null ? null : say("eve", "POST", `/rotas/days/overrides/${found.id}/end`);
    },
    "change the rota": (pick) =>
      say("lea", "PUT", "/rotas/days", {
        rota: {
          ...daysRota(stage),
          people: pick([
            ["eve", "ed"],
            ["ed", "eve"],
          ]).map(email),
        },
      }),
    "change the rights": async (pick) => {
      const table = await db.rightsVersion.findFirstOrThrow({ where: { validTo: null } });
      const { rights } = table.document as unknown as { rights: { decision: string }[] };
      const extra = { decision: "gate.veto", slots: [{ roles: [pick(["reviewer", "engineer"])], count: 1 }] };
      return say("cora", "PUT", "/rights", {
        rights: [...rights.filter(({ decision }) => decision !== "gate.veto"), extra],
      });
    },
    "publish a template": (pick) =>
      say("cora", "POST", "/templates", { ...eventfulTemplate, title: pick(["Very eventful", "Eventful"]) }),
    disable: () => say("ada", "POST", `/people/${email("rob")}/disable`),
    enable: () => say("ada", "POST", `/people/${email("rob")}/enable`),
    "back in the pool": () =>
      say("cora", "PUT", "/roles/reviewer/pool", { pool: ["rita", "rob"].map(email) }),
    "hold all": () => say("cora", "POST", "/holds", { reason }),
    "lift all": async () => {
      const found = await db.hold.findFirst({ where: { releaseId: null, validTo: null } });
      return found === null ? null : say("cora", "POST", `/holds/${found.id}/lift`, { reason });
    },
    freeze: (pick) => {
      const once = { from: later(600_000), until: later(3_600_000) };
      return say("cora", "POST", "/freezes", {
        title: "Freeze",
        reason,
        once,
        ...pick([{}, { component: release.component }]),
      });
    },
    "end the freeze": async () => {
      const found = await db.freezeWindow.findFirst({ where: { validTo: null } });
      return found === null ? null : say("cora", "POST", `/freezes/${found.id}/end`, { reason });
    },
    "override the freeze": async () => {
      const found = await db.freezeWindow.findFirst({ where: { validTo: null } });
      return found === null ? null : say("cora", "POST", `${on}/freezes/${found.id}/override`, { reason });
    },
    "pause the component": () => say("cora", "POST", `/components/${release.component}/pause`, { reason }),
    "resume the component": () => say("cora", "POST", `/components/${release.component}/resume`, { reason }),
    "change the component": (pick) =>
      say("cora", "PUT", `/components/${release.component}`, {
        title: "M",
        kind: "model",
        tier: pick([1, 2, 3]),
        owner: pick(["owners", "crew"]),
        dependsOn: [],
      }),
    "name what is live": async (pick) =>
      say("cora", "POST", `/components/${release.component}/live`, {
        digest: pick(await candidates()),
        reason,
      }),
  } satisfies Record<string, EventfulAct>;
}

/** Two who take turns by the day, with an hour at noon in which nobody is on shift. */
export function daysRota({ email, later }: Pick<EventfulStage, "email" | "later">) {
  return {
    zone: "UTC",
    people: ["ed", "eve"].map(email),
    handover: { starting: `${later(-86_400_000).slice(0, 10)}T00:00`, every: "FREQ=DAILY" },
    hours: [
      { days: weekdays, from: "00:00", to: "11:00" },
      { days: weekdays, from: "12:00", to: "23:00" },
    ],
  };
}
