/** The roles that set-up offers, each with what people sign for in it. */
export const defaultRoles: readonly { key: string; title: string; answersFor: string }[] = [
  {
    key: "release-champion",
    title: "Release champion",
    answersFor: "brings a release to its end: plan, people, dates",
  },
  {
    key: "technical-lead",
    title: "Technical lead",
    answersFor: "the model and the code, and that it can go back",
  },
  { key: "data-engineering", title: "Data engineering", answersFor: "the data: schema, features, freshness" },
  { key: "product", title: "Product", answersFor: "what users get, and what they lose" },
  { key: "platform", title: "Platform", answersFor: "serving, capacity, latency, cost" },
  { key: "security", title: "Security", answersFor: "artifacts, secrets, attack surface" },
  { key: "compliance", title: "Compliance", answersFor: "law, licences, privacy, records" },
  { key: "support", title: "Support", answersFor: "those who will be asked about it" },
  { key: "on-call", title: "On-call", answersFor: "the night after: alerts, rollback" },
];
