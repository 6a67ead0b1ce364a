import { decisions, type RightsRow } from "@/lib/policy/model";

/** One row for each decision, with one place for the role. */
export const rightsFor = (role: string, all: readonly RightsRow["decision"][]): RightsRow[] =>
  all.map((decision) => ({ decision, slots: [{ roles: [role], count: 1, allowAuthor: true }] }));

const champions = decisions.filter((decision) =>
  [
    "release.start",
    "release.cancel",
    "release.complete",
    "role.assign",
    "candidate.set",
    "plan.change",
    "criteria.change",
    "rollback-plan.change",
    "stage.advance",
    "stage.reopen",
    "hold.place",
    "hold.lift",
  ].includes(decision),
);

/** Two stages; one item for the technical lead and one acknowledgement by security. */
export const templateDocument = {
  key: "model-release",
  title: "Model release",
  roles: ["release-champion", "technical-lead", "security"],
  stages: [
    {
      key: "evaluate",
      title: "Evaluate",
      gates: [
        {
          key: "reviewed",
          title: "Reviewed",
          objective: "The candidate was looked at.",
          requirements: [
            {
              key: "looked-at",
              kind: "item",
              slots: [{ roles: ["technical-lead"], count: 1, allowAuthor: true }],
            },
            { key: "read", kind: "acknowledgement", roles: ["security"], dependsOn: ["rollback-plan"] },
          ],
        },
      ],
    },
    { key: "production", title: "Production", gates: [] },
  ],
  rights: rightsFor("release-champion", champions),
  criteria: [],
};

/** Body of a release of `silero-vad`. */
export function releaseBody(slug: string, change: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    slug,
    title: `Release ${slug}`,
    template: { key: "model-release" },
    champion: "champ@example.org",
    components: [{ key: "silero-vad" }],
    roles: { "technical-lead": ["team:speech"], security: ["sec@example.org"] },
    ...change,
  };
}
