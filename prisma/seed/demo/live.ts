import { nameLive } from "@/lib/catalogue/name-live";
import { registerSample } from "./bundles";
import type { Cast } from "./cast";

/** What the components that were there before Countersign consist of: file and revision by kind. */
export const liveFiles = {
  "search-ranking": {
    code: ["ranker", "13.4"],
    "feature-steps": ["query-features.sql", "9"],
    "model-weights": ["ranker.onnx", "13"],
    dataset: ["clicks-2026-08.parquet", "2026-08"],
    "evaluation-report": ["evaluation.html", "13"],
    "dependency-lock": ["package-lock.json", "13.4"],
  },
  "fraud-scoring": {
    code: ["scorer", "6.2"],
    "feature-steps": ["transactions.sql", "31"],
    "model-weights": ["scorer.onnx", "6"],
    dataset: ["transactions-2026-q2.parquet", "2026-q2"],
    "evaluation-report": ["evaluation.html", "6"],
    configuration: ["thresholds.json", "12"],
  },
  transcription: {
    code: ["decoder", "4.9"],
    "model-weights": ["conformer.safetensors", "4"],
    tokenizer: ["vocabulary.json", "4"],
    dataset: ["calls-2026-05.parquet", "2026-05"],
    "evaluation-report": ["evaluation.html", "4"],
  },
  "spelling-suggestions": {
    code: ["suggester", "1.8"],
    "model-weights": ["edits.onnx", "1"],
    dataset: ["queries-2026-06.parquet", "2026-06"],
    "evaluation-report": ["evaluation.html", "1"],
  },
  "speaker-labels": {
    code: ["diarizer", "1.3"],
    "model-weights": ["embeddings.onnx", "1"],
    dataset: ["meetings-2026-03.parquet", "2026-03"],
    "evaluation-report": ["evaluation.html", "1"],
  },
  "query-language": {
    code: ["labels", "3.2"],
    "model-weights": ["ngrams.onnx", "3"],
    dataset: ["queries-labelled-2026-02.parquet", "2026-02"],
    "evaluation-report": ["evaluation.html", "3"],
  },
  clickstream: {
    code: ["sessions", "2.6"],
    "feature-steps": ["sessions.sql", "14"],
    "data-schema": ["session.avsc", "5"],
    configuration: ["windows.yaml", "5"],
  },
  "feature-store": {
    code: ["materialiser", "8.1"],
    "feature-steps": ["features.sql", "52"],
    "data-schema": ["features.avsc", "21"],
    configuration: ["freshness.yaml", "9"],
  },
} satisfies Record<string, Record<string, [string, string]>>;

const builders: Record<keyof typeof liveFiles, { version: string; author: string; lead: string }> = {
  "search-ranking": { version: "13.4.0", author: "daniel", lead: "yuki" },
  "fraud-scoring": { version: "6.2.1", author: "daniel", lead: "yuki" },
  transcription: { version: "4.9.2", author: "priya", lead: "tomas" },
  "spelling-suggestions": { version: "1.8.0", author: "daniel", lead: "yuki" },
  "speaker-labels": { version: "1.3.4", author: "priya", lead: "tomas" },
  "query-language": { version: "3.2.0", author: "daniel", lead: "yuki" },
  clickstream: { version: "2.6.0", author: "daniel", lead: "yuki" },
  "feature-store": { version: "8.1.3", author: "daniel", lead: "yuki" },
};

/** Names what served before: each becomes the baseline of its component's next release. */
export async function nameWhatServes(cast: Cast): Promise<void> {
  for (const [component, { version, author, lead }] of Object.entries(builders)) {
    const files: Record<string, [string, string]> = liveFiles[component as keyof typeof liveFiles];
    const digest = await registerSample(cast, {
      component,
      version,
      files,
      authors: [author],
      commit: `${version.replaceAll(".", "")}c0de`,
    });
    await cast.by(lead, nameLive, {
      key: component,
      digest,
      reason: "Serving for months; known before Countersign was.",
    });
  }
}
