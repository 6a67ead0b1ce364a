import { rollingTemplate } from "@/lib/testing/rolling";

const item = { kind: "item", slots: [{ roles: ["engineer"], count: 1 }] };

/** One requirement of every kind, slots that run out, a ladder of exposure, criteria, a way back, and decisions of two people. */
export const eventfulTemplate = {
  ...rollingTemplate,
  key: "eventful",
  title: "Eventful",
  stages: [
    {
      key: "evaluate",
      title: "Evaluate",
      gates: [
        {
          key: "ready-to-go",
          title: "Ready to go",
          objective: "The candidate can go on.",
          requirements: [
            {
              key: "reviewed",
              kind: "item",
              slots: [
                { roles: ["engineer"], count: 1 },
                { roles: ["reviewer"], count: 1, independentOf: "owning-team" },
              ],
              dependsOn: ["model-weights"],
              validFor: "4h",
            },
            { key: "tested", kind: "check", check: "schema", validFor: "6h" },
            { key: "complete", kind: "bundle", kinds: ["code", "model-weights"] },
            { key: "upstream", kind: "dependency", release: "upstream", stage: "canary" },
            { ...item, key: "reread", when: { changed: ["code"] }, dependsOn: ["code"] },
          ],
          approval: { when: "any", slots: [{ roles: ["reviewer"], count: 1 }] },
        },
      ],
    },
    {
      key: "canary",
      title: "Canary",
      exposure: [
        { percent: 5, soak: "30m" },
        { percent: 25, soak: "1h" },
      ],
      gates: [
        {
          key: "healthy",
          title: "Healthy",
          objective: "The candidate does no harm.",
          earlySignOff: true,
          requirements: [
            { key: "told", kind: "acknowledgement", roles: ["engineer"], dependsOn: ["rollback-plan"] },
            { key: "soaked", kind: "soak", percent: 5, duration: "30m" },
            { key: "fast", kind: "criterion", criterion: "latency", percent: 5 },
            { key: "rehearsed", kind: "drill", level: "tabletop", validFor: "12h" },
            { key: "talked", kind: "review", validFor: "1d" },
          ],
        },
      ],
    },
    { key: "production", title: "Production", exposure: [{ percent: 100, soak: "1h" }], gates: [] },
  ],
  rights: rollingTemplate.rights.map((row) =>
    row.decision === "stage.skip"
      ? {
          ...row,
          slots: [
            { roles: ["release-champion"], count: 1, allowAuthor: true },
            { roles: ["security"], count: 1, allowAuthor: true },
          ],
        }
      : row,
  ),
};
