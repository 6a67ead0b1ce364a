import { randomBytes } from "node:crypto";
import type { Call } from "./fixtures/api";

export const champion = "mira@example.org";
export const lead = "tomas@example.org";
export const product = "lena@example.org";

export interface ExposedRelease {
  slug: string;
  title: string;
  /** Has what its criterion watches reported as wrong: it is in breach within seconds. */
  goWrong: () => Promise<void>;
}

/**
 * A release of its own of which users see 5 %, with a plan of two steps by hand.
 * @param watched what a breach of its one criterion leads to; without it there is none
 */
export async function exposedRelease(
  call: Call,
  { watched }: { watched?: "hold" | "rollback" } = {},
): Promise<ExposedRelease> {
  const id = randomBytes(4).toString("hex");
  const slug = `going-back-${id}`;
  const title = `Going back ${id}`;
  const metric = `wrong_answers_${id}`;
  if (watched !== undefined)
    await call(lead, "POST", "/metrics", { name: metric, unit: "answers", better: "lower", source: "push" });
  const criteria = watched === undefined ? [] : [criterionOf(metric, watched)];
  // One release at a time exposes a component.
  const component = slug;
  await call(lead, "POST", "/components", { key: component, title, kind: "model", tier: 3, owner: "speech" });
  await call(lead, "POST", "/templates", { ...templateOf(slug, title), criteria });
  await call(champion, "POST", "/releases", {
    slug,
    title,
    template: { key: slug },
    champion,
    components: [{ key: component }],
    objective: { problem: "Support writes the same answers by hand." },
    roles: { "technical-lead": [lead], product: [product] },
  });
  const sha256 = randomBytes(32).toString("hex");
  const { digest } = (await call(lead, "POST", `/releases/${slug}/bundles`, {
    format: 1,
    component,
    version: slug,
    artifacts: [{ kind: "code", name: "serve.py", sha256, size: 10 }],
  })) as { digest: string };
  await call(champion, "POST", `/releases/${slug}/candidate`, { component, digest });
  await call(champion, "POST", `/releases/${slug}/start`, {});
  await call(champion, "POST", `/releases/${slug}/exposure`, { percent: 5 });
  await call(champion, "POST", `/releases/${slug}/exposure/confirm`, { percent: 5, bundleDigest: digest });
  const goWrong = async (): Promise<void> => {
    const sample = { metric, release: slug, cohort: "canary", t: Date.now(), v: 7 };
    await call(lead, "POST", "/metrics/samples", { samples: [sample] });
  };
  return { slug, title, goWrong };
}

function criterionOf(metric: string, severity: "hold" | "rollback"): object {
  return {
    key: "wrong-answers",
    title: "Wrong answers",
    kind: "threshold",
    metric,
    agg: "max",
    window: "1m",
    step: "1s",
    lag: "0s",
    noDataGrace: "5m",
    breach: { op: ">", value: "5" },
    severity,
    ...(severity === "rollback" &&
      named("then", { rollbackPlan: "go-back", mode: "propose", severity: "sev2" })),
  };
}

/** `then` is the documents' word; written out it would make an object that looks like a promise. */
const named = (name: string, value: object) => ({ [name]: value });

function templateOf(key: string, title: string): object {
  const right = (role: string, ...decisions: string[]) =>
    decisions.map((decision) => ({ decision, slots: [{ roles: [role], count: 1, allowAuthor: true }] }));
  const severity = (decideWithin: string) => ({
    means: "Answers are wrong",
    decideWithin,
    onSilence: "escalate",
  });
  const step = (stepKey: string, title: string, kind: string) => ({
    key: stepKey,
    title,
    kind,
    executor: { type: "manual" },
    timeLimit: "5m",
    verify: { person: "No answer comes from the candidate" },
    onFailure: "take-over",
    reversible: true,
  });
  return {
    key,
    title,
    roles: ["release-champion", "technical-lead", "product"],
    stages: [
      { key: "canary", title: "Canary", exposure: [{ percent: 5, soak: "1h" }], gates: [gate] },
      { key: "production", title: "Production", gates: [] },
    ],
    rollbackPlan: {
      key: "go-back",
      target: { bundle: "baseline" },
      severities: {
        sev1: severity("10m"),
        sev2: severity("30m"),
        sev3: severity("4h"),
        sev4: severity("2d"),
      },
      objectives: { detect: "5m", decide: "10m", execute: "15m", stable: "30m" },
      steps: [
        step("stop", "Stop the answers", "traffic-shift"),
        { ...step("put-back", "Put the old model back", "model-replacement"), group: 2 },
      ],
      stable: { criteria: [], for: "1s" },
    },
    rights: [
      ...right(
        "release-champion",
        "release.start",
        "candidate.set",
        "exposure.increase",
        "rollback.endorse",
        "rollback.cancel",
      ),
      ...right("product", "rollback.propose"),
      ...right(
        "technical-lead",
        "rollback.authorise",
        "rollback.execute",
        "rollback.take-over",
        "rollback.decline",
      ),
    ],
  };
}

const gate = {
  key: "canary-good",
  title: "Canary is good",
  objective: "Users are helped by what the candidate answers.",
  requirements: [
    {
      key: "looked-at",
      kind: "item",
      title: "The canary was looked at",
      slots: [{ roles: ["technical-lead"], count: 1 }],
    },
  ],
};
