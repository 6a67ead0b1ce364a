import type { CommandSpec } from "@/lib/cli/command";
import { digest } from "@/lib/cli/table/shared";

const other = "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

/** Of what is released, and of templates. */
export const artifactCommands: readonly CommandSpec[] = [
  {
    name: "bundle create",
    summary: "hash the files of a manifest and register it as a bundle",
    description:
      "Artifacts whose uri is a relative path, or that have a path, are files here: they are hashed, sha256 and size are filled in, and a stated one that differs is refused. A path is not sent. Registering the same bundle again succeeds.",
    arguments: [],
    options: [
      { name: "manifest", value: "FILE", summary: "JSON or YAML; - for standard input", required: true },
      {
        name: "component",
        value: "KEY",
        summary: "the component; the one that the manifest names unless told",
      },
      { name: "release", value: "SLUG", summary: "register through a release instead" },
      {
        name: "root",
        value: "FOLDER",
        summary: "where relative paths begin; the working folder unless told",
      },
      { name: "dry-run", summary: "register nothing; print the manifest as it would be sent" },
    ],
    examples: [
      { line: "countersign bundle create --manifest bundle.json", says: "prints the digest" },
      {
        line: "countersign bundle create --manifest bundle.yaml --root dist --dry-run",
        says: "see what would be registered",
      },
      { line: "countersign bundle create --manifest bundle.json --json", says: '{"digest": "sha256:…"}' },
    ],
  },
  {
    name: "bundle diff",
    summary: "show what differs between two bundles of a component",
    arguments: [
      { name: "FROM", summary: "digest of the earlier bundle" },
      { name: "TO", summary: "digest of the later bundle" },
    ],
    options: [
      { name: "component", value: "KEY", summary: "the component of both", required: true },
      { name: "exit-code", summary: "exit with 1 when they differ" },
    ],
    examples: [
      {
        line: `countersign bundle diff ${digest} ${other} --component silero-vad`,
        says: "artifact by artifact",
      },
    ],
  },
  {
    name: "template publish",
    summary: "publish a file as the next version of a template",
    arguments: [{ name: "FILE", summary: "YAML or JSON; - for standard input" }],
    options: [],
    examples: [{ line: "countersign template publish model-release.yaml", says: "prints the version" }],
  },
  {
    name: "template show",
    summary: "print a template as YAML",
    arguments: [
      { name: "KEY", summary: "the template" },
      { name: "VERSION", summary: "its version; the latest unless told", optional: true },
    ],
    options: [],
    examples: [
      { line: "countersign template show model-release", says: "the latest version" },
      {
        line: "countersign template show model-release 2 > model-release.yaml",
        says: "to change and publish again",
      },
    ],
  },
];
