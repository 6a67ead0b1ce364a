import { expect, it } from "vitest";

import { guessKind } from "./guess-kind";

it.each([
  ["silero_vad_v6.onnx", "model-weights"],
  ["package-lock.json", "dependency-lock"],
  ["data-schema.json", "data-schema"],
  ["train.parquet", "dataset"],
  ["evaluation-report.json", "evaluation-report"],
  ["rollback.sh", "rollback-script"],
  ["tokenizer.json", "tokenizer"],
  ["MODEL_CARD.md", "model-card"],
  ["serving.yaml", "serving-configuration"],
  ["settings.toml", "configuration"],
  ["app.tar.gz", "code"],
])("the file %s is taken for %s", (name, kind) => {
  expect(guessKind(name)).toBe(kind);
});
