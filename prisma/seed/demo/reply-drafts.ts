import { createRelease } from "@/lib/releases/create-release";
import type { Cast } from "./cast";
import type { Story } from "./direct";
import { onCallRota, standIn } from "./operations-rota";
import { rolesOf, teamOf } from "./roles";

/** A first release of a component, still a draft: no baseline, nothing signed; a rota is on call for it. */
export async function* replyDrafts(cast: Cast, end: Date): Story {
  yield 0;
  await standIn(cast, end);
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
    roles: { ...rolesOf("mira", teamOf("speech")), "on-call": onCallRota },
  });
}
