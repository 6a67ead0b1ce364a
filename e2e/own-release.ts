import { randomBytes } from "node:crypto";
import type { APIRequestContext } from "@playwright/test";
import { callAs } from "./fixtures/api";
import type { Demo } from "./fixtures/demo";

export interface OwnRelease {
  slug: string;
  title: string;
  champion: string;
  lead: string;
  product: string;
  /** Writes another objective, which turns what was signed for it stale. */
  changeObjective: () => Promise<void>;
  /** The lead objects to the objective. */
  object: (vote: "needs-work" | "reject", reason: string) => Promise<void>;
}

const champion = "mira@example.org";
const lead = "tomas@example.org";
const product = "lena@example.org";
const meaning = "I read the objective and agree with it";

/** A started release of its own for one test: one gate with one sign-off by the technical lead, then a second stage. */
export async function ownRelease(
  request: APIRequestContext,
  demo: Demo,
  shape: TemplateShape = {},
): Promise<OwnRelease> {
  const id = randomBytes(4).toString("hex");
  const slug = `journey-${id}`;
  const title = `Journey ${id}`;
  const as = callAs(request, demo);
  await as(lead, "POST", "/templates", templateOf(slug, shape));
  await as(champion, "POST", "/releases", {
    slug,
    title,
    template: { key: slug },
    champion,
    components: [{ key: "reply-drafts" }],
    objective: { problem: "Support writes the same answers by hand." },
    roles: { "technical-lead": [lead], product: [product] },
  });
  await as(champion, "POST", `/releases/${slug}/start`, {});
  const changeObjective = async (): Promise<void> => {
    const objective = { problem: "Support writes forty answers by hand, all day." };
    await as(champion, "PUT", `/releases/${slug}/plan`, { objective });
  };
  const object = async (vote: string, reason: string): Promise<void> => {
    const gate = `/releases/${slug}/gates/sound-plan`;
    const { requirements } = (await as(lead, "GET", gate)) as { requirements: { subjectDigest: string }[] };
    const subjectDigest = requirements[0]?.subjectDigest;
    const body = { requirement: "objective-clear", role: "technical-lead", vote, reason, subjectDigest };
    await as(lead, "POST", `${gate}/votes`, body);
  };
  return { slug, title, champion, lead, product, changeObjective, object };
}

interface TemplateShape {
  /** What the sign-off depends on; the objective unless told. */
  dependsOn?: string[];
  /** A second sign-off, by product. */
  second?: boolean;
  /** The technical lead can veto, the champion lift it, and product dismiss a request for work. */
  veto?: boolean;
  /** Cancelling takes the champion and the technical lead. */
  together?: boolean;
  /** Each signature asks anew who signs. */
  reauthenticate?: boolean;
}

function templateOf(
  key: string,
  {
    dependsOn = ["objective"],
    second = false,
    veto = false,
    together = false,
    reauthenticate = false,
  }: TemplateShape,
): object {
  const byChampion = [{ roles: ["release-champion"], count: 1, allowAuthor: true }];
  const decisions = [
    "release.start",
    "stage.advance",
    "plan.change",
    "role.assign",
    "candidate.set",
    "release.cancel",
  ];
  return {
    key,
    title: "Journey",
    roles: ["release-champion", "technical-lead", "product"],
    stages: [
      {
        key: "prepare",
        title: "Prepare",
        gates: [
          {
            key: "sound-plan",
            title: "Plan is sound",
            objective: "The release solves a real problem.",
            purpose: "Nobody should build what nobody needs.",
            requirements: [
              {
                key: "objective-clear",
                kind: "item",
                title: "The objective is clear",
                guidance: "Is the problem named, and whose it is?",
                slots: [{ roles: ["technical-lead"], count: 1, meaning }],
                dependsOn,
              },
              ...(second ? [wanted] : []),
            ],
          },
        ],
      },
      { key: "ship", title: "Ship", gates: [] },
    ],
    ...(reauthenticate && { signature: { reauthenticate: "each" } }),
    rights: [
      ...decisions.map((decision) => ({
        decision,
        slots:
          together && decision === "release.cancel"
            ? [...byChampion, { roles: ["technical-lead"], count: 1 }]
            : byChampion,
      })),
      ...(veto
        ? [
            { decision: "gate.veto", slots: [{ roles: ["technical-lead"], count: 1, allowAuthor: true }] },
            { decision: "veto.lift", slots: byChampion },
            { decision: "needs-work.dismiss", slots: [{ roles: ["product"], count: 1 }] },
          ]
        : []),
    ],
  };
}

const wanted = {
  key: "wanted",
  kind: "item",
  title: "Users want it",
  slots: [{ roles: ["product"], count: 1 }],
  dependsOn: ["objective"],
};
