import type { ArtifactKind } from "./attributes";

const patterns: readonly (readonly [RegExp, ArtifactKind])[] = [
  [/\.(onnx|pt|pth|safetensors|gguf|h5|keras|pb|tflite|pkl|joblib|bin|ckpt)$/, "model-weights"],
  [
    /(^|[/_.-])(package-lock\.json|yarn\.lock|pnpm-lock\.yaml|poetry\.lock|uv\.lock|cargo\.lock|requirements[^/]*\.txt)$/,
    "dependency-lock",
  ],
  [/(^|\/)dockerfile[^/]*$|(^|[_.-])(image|oci)[^/]*\.(tar|json)$/, "container-image"],
  [/schema[^/]*\.(json|ya?ml|avsc|proto|sql)$|\.(avsc|proto)$/, "data-schema"],
  [/tokenizer|vocab|merges\.txt|\.spm$/, "tokenizer"],
  [/model[-_]?card/, "model-card"],
  [/(eval|report|metrics|results)[^/]*\.(json|md|html|csv|ya?ml)$/, "evaluation-report"],
  [/rollback[^/]*\.(sh|py|m?js|ts)$/, "rollback-script"],
  [/features?[^/]*\.(py|sql|ya?ml|json)$/, "feature-steps"],
  [/\.(parquet|csv|tsv|jsonl|arrow|npz|npy|wav|tfrecord|feather)(\.gz)?$/, "dataset"],
  [/(deploy|k8s|kube|helm|manifest)[^/]*\.ya?ml$/, "deployment-manifest"],
  [/(serving|inference|triton|vllm)[^/]*\.(ya?ml|json|toml|pbtxt)$/, "serving-configuration"],
  [/(environment|conda)[^/]*\.ya?ml$|\.env$/, "environment"],
  [/impact[^/]*\.(md|pdf|html)$/, "impact-assessment"],
  [/instructions|readme/, "instructions-for-use"],
  [/\.(ya?ml|toml|ini|cfg|conf|json)$/, "configuration"],
];

/** The kind that a file most likely is, by its name alone; whoever registers it corrects it. */
export function guessKind(name: string): ArtifactKind {
  const lower = name.toLowerCase();
  return patterns.find(([pattern]) => pattern.test(lower))?.[1] ?? "code";
}
