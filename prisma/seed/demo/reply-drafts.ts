import { createRelease } from "@/lib/releases/create-release";
import { createRota } from "@/lib/policy/create-rota";
import { overrideShift } from "@/lib/policy/override-shift";
import type { Cast } from "./cast";
import type { Story } from "./direct";
import { emailOf } from "./people";
import { rolesOf, teamOf } from "./roles";

const rota = "operations";

/** A first release of a component, still a draft: no baseline, nothing signed; a rota is on call for it. */
export async function* replyDrafts(cast: Cast): Story {
  yield 0;
  await cast.by("chloe", createRota, {
    key: rota,
    title: "Operations on call",
    team: "operations",
    rota: {
      zone: "Europe/Berlin",
      people: ["chloe", "ben"].map(emailOf),
      handover: { starting: `${cast.day(-7)}T09:00`, every: "FREQ=WEEKLY" },
    },
  });
  const [from, until] = [3, 4].map((days) => `${cast.day(days)}T12:00:00Z`);
  await cast.by("ben", overrideShift, {
    key: rota,
    person: emailOf("chloe"),
    from,
    until: until ?? "",
    reason: "Ben is at his sister's wedding.",
  });
  await cast.by("mira", createRelease, {
    slug: "reply-drafts-1",
    title: "Reply drafts for support, first release",
    template: { key: "model-release" },
    champion: "mira@example.org",
    components: [{ key: "reply-drafts" }],
    objective: {
      problem: "Support writes the same forty answers by hand, 1,300 times a day.",
      successMetrics: ["Half of the drafts are sent with no more than one change"],
      acceptableRisk: "A draft may be wrong; an agent reads each one before it is sent.",
    },
    plan: { "user-impact": "Agents see a draft under each new message and may ignore it." },
    roles: { ...rolesOf("mira", teamOf("speech")), "on-call": [`rota:${rota}`] },
  });
}
