import type { ArgumentSpec, CommandSpec, OptionSpec } from "@/lib/cli/command";
import { digest } from "@/lib/cli/table/shared";

const other = "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

const which: ArgumentSpec = {
  name: "MANIFEST|DIGEST",
  summary: "a manifest here, JSON or YAML, or the digest of a registered bundle",
};
const where: readonly OptionSpec[] = [
  { name: "component", value: "KEY", summary: "the component whose bundle it is; needed with a digest" },
  { name: "root", value: "FOLDER", summary: "where relative paths begin; the working folder unless told" },
  {
    name: "artifact",
    value: "NAME=FILE",
    summary: "where an artifact lies here",
    repeats: true,
  },
  { name: "no-fetch", summary: "take files here alone, nothing from http and https addresses" },
];
const url: OptionSpec = { name: "url", value: "ADDRESS", summary: "where more can be read, such as the run" };

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
    name: "bundle verify",
    summary: "hash the artifacts of a bundle again",
    description:
      "An artifact lies where --artifact says, at the path or relative uri of the manifest, in node_modules for a uri npm:PACKAGE@VERSION/FILE, or at its http or https address. Hosted models have nothing to hash and do not count.",
    arguments: [which],
    options: [
      ...where,
      { name: "report", summary: "record the result with the bundle" },
      {
        name: "release",
        value: "SLUG",
        summary: "record it, and report it as the release's check bundle-verified",
      },
      url,
    ],
    examples: [
      { line: "countersign bundle verify bundle.json", says: "asks no server" },
      {
        line: `countersign bundle verify ${digest} --component silero-vad --root dist --report`,
        says: "of a registered bundle, recorded",
      },
    ],
    exits: {
      1: "an artifact differs, or it was refused",
      3: "nothing differs, and an artifact was not found",
    },
  },
  {
    name: "bundle replay",
    summary: "run the command that a bundle records, and compare what it produces",
    description:
      "The artifacts are laid out by name in an empty folder, each hashed as it is placed; what the command is expected to produce, and container images, are not. The command runs there without a shell, with PATH, the language and a home of its own, and none of your other variables. It is not kept from the network or from the rest of this machine. Outputs are compared by SHA-256, or number by number within the tolerance that the manifest states. The result is recorded with the bundle.",
    arguments: [which],
    options: [
      ...where,
      { name: "timeout", value: "TIME", summary: "end it after this long; 30m unless told" },
      {
        name: "env",
        value: "NAME",
        summary: "pass a variable on; its name is recorded",
        repeats: true,
      },
      {
        name: "without",
        value: "NAME",
        summary: "do not lay an artifact out; recorded",
        repeats: true,
      },
      { name: "check", value: "NAME", summary: "report it as this check, too; needs --release" },
      { name: "release", value: "SLUG", summary: "the release whose check it is" },
      url,
      { name: "keep", summary: "keep the folder in which it ran" },
      { name: "dry-run", summary: "record nothing; needs no server where a manifest is given" },
    ],
    examples: [
      { line: "countersign bundle replay bundle.json --dry-run", says: "asks no server" },
      {
        line: `countersign bundle replay ${digest} --component silero-vad --check replay --release silero-vad-v6`,
        says: "recorded, and the check of a gate",
      },
    ],
    exits: {
      1: "an output differs, the command failed, or it was refused",
      3: "it was not run: artifacts are not here, or the program is not",
    },
  },
  {
    name: "bundle bom",
    summary: "print a bundle as a CycloneDX bill of materials (1.6)",
    description:
      "Models, datasets and everything else that the manifest names, with their hashes; a model card where the artifact's metadata has a modelCard in CycloneDX's words. Hosted models have a supplier and no hash. Addresses of authors are not in it.",
    arguments: [which],
    options: [
      ...where.filter(({ name }) => name === "component" || name === "root"),
      { name: "out", value: "FILE", summary: "write it there instead" },
    ],
    examples: [
      { line: "countersign bundle bom bundle.json --out bom.cdx.json", says: "asks no server" },
      { line: `countersign bundle bom ${digest} --component silero-vad`, says: "of a registered bundle" },
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
