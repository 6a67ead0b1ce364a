/** Artifact kinds of a bundle: how each is called, and whether its content is text as a rule. */
const attributes = {
  code: { title: "code", text: true },
  "data-schema": { title: "data schema", text: true },
  "feature-steps": { title: "feature steps", text: true },
  "model-weights": { title: "model weights", text: false },
  dataset: { title: "dataset", text: false },
  "container-image": { title: "container image", text: false },
  "dependency-lock": { title: "dependency lock", text: true },
  environment: { title: "environment", text: true },
  "deployment-manifest": { title: "deployment manifest", text: true },
  configuration: { title: "configuration", text: true },
  "evaluation-report": { title: "evaluation report", text: true },
  tokenizer: { title: "tokenizer", text: true },
  "serving-configuration": { title: "serving configuration", text: true },
  "rollback-script": { title: "rollback script", text: true },
  "model-card": { title: "model card", text: true },
  "impact-assessment": { title: "impact assessment", text: true },
  "instructions-for-use": { title: "instructions for use", text: true },
} as const;

export type ArtifactKind = keyof typeof attributes;

export const artifactKinds = Object.keys(attributes) as [ArtifactKind, ...ArtifactKind[]];

export function isArtifactKind(word: string): word is ArtifactKind {
  return Object.hasOwn(attributes, word);
}

/** Kind, and component where one is named, of `model-weights` or `tokenizer-service:code`; null where it is none. */
export function findBundlePart(name: string): { component: string | null; kind: ArtifactKind } | null {
  const parts = name.split(":");
  const kind = parts.at(-1) ?? "";
  if (parts.length > 2 || !isArtifactKind(kind)) return null;
  return { component: parts.length === 2 ? (parts[0] ?? "") : null, kind };
}

const textTypes = /^text\/|[/+](json|yaml|x-yaml|xml|toml|javascript|x-sh)$/;

/** Whether both sides of a difference can be shown as text: by media type where stated, else by kind. */
export function isTextArtifact(artifact: { kind: ArtifactKind; mediaType?: string | undefined }): boolean {
  if (artifact.mediaType === undefined) return attributes[artifact.kind].text;
  return textTypes.test(artifact.mediaType.split(";")[0]?.trim().toLowerCase() ?? "");
}
