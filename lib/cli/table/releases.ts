import type { CommandSpec } from "@/lib/cli/command";
import { digest, slug } from "@/lib/cli/table/shared";

const gate = { name: "GATE", summary: "key of the gate" };
const gateExits = { 3: "the gate is not ready", 4: "the gate is blocked" };

/** Of releases and what their gates ask for. */
export const releaseCommands: readonly CommandSpec[] = [
  {
    name: "release create",
    summary: "create a release from a file",
    description:
      "The file holds the release as the API takes it: slug, title, template, champion, components, objective, plan, roles.",
    arguments: [{ name: "FILE", summary: "YAML or JSON; - for standard input" }],
    options: [],
    examples: [
      { line: "countersign release create release.yaml", says: "create the release that the file describes" },
      { line: "make-release | countersign release create - --json", says: "from another program" },
    ],
  },
  {
    name: "release status",
    summary: "show where a release stands and what blocks it",
    arguments: [slug],
    options: [],
    examples: [
      {
        line: "countersign release status silero-vad-v6",
        says: "stages, gates, blockers, who can clear them",
      },
    ],
  },
  {
    name: "release advance",
    summary: "leave a stage for the next one",
    arguments: [
      slug,
      { name: "STAGE", summary: "the stage to leave; the current one unless told", optional: true },
    ],
    options: [{ name: "reason", value: "TEXT", summary: "why, for the record" }],
    examples: [
      { line: "countersign release advance silero-vad-v6", says: "leave the current stage" },
      {
        line: 'countersign release advance silero-vad-v6 evaluate --reason "all gates ready"',
        says: "only if it is this one",
      },
    ],
    exits: { 3: "recorded, and others have to agree first" },
  },
  {
    name: "gate status",
    summary: "show a gate's requirements, blockers and what would make it ready",
    description:
      "A passed gate whose content has changed or whose evidence has aged since counts as not ready.",
    arguments: [slug, gate],
    options: [],
    examples: [
      { line: "countersign gate status silero-vad-v6 data-schema", says: "for people" },
      {
        line: "countersign gate status silero-vad-v6 data-schema --json && deploy",
        says: "for pipelines: deploy only when ready",
      },
    ],
    exits: gateExits,
  },
  {
    name: "gate wait",
    summary: "wait until a gate is ready",
    description:
      "Ends at once when the gate is blocked or was skipped. A server that cannot be reached for a while is waited for as well.",
    arguments: [slug, gate],
    options: [
      { name: "timeout", value: "DURATION", summary: "how long to wait at most; 30m unless told" },
      { name: "interval", value: "DURATION", summary: "time between two questions; 2s unless told" },
      { name: "through-blocked", summary: "go on waiting while the gate is blocked" },
    ],
    examples: [
      { line: "countersign gate wait silero-vad-v6 data-schema", says: "up to 30 minutes" },
      {
        line: "countersign gate wait silero-vad-v6 canary-healthy --timeout 2h --interval 30s",
        says: "longer, and asking less often",
      },
    ],
    exits: { 3: "the gate was not ready in time, or was skipped", 4: "the gate is blocked" },
  },
  {
    name: "sign",
    summary: "vote on a requirement or a gate in your role, or acknowledge",
    description:
      "Shows what is signed and sends the vote with the digest of just that content: if it changes in between, the vote is refused.",
    arguments: [
      slug,
      gate,
      {
        name: "REQUIREMENT",
        summary: "key of the requirement; the gate's approval unless told",
        optional: true,
      },
    ],
    options: [
      { name: "role", value: "ROLE", summary: "the role in which you decide", required: true },
      {
        name: "vote",
        value: "VOTE",
        summary: "your vote; approve unless told",
        choices: ["approve", "needs-work", "reject", "not-applicable", "withdraw", "comment"],
      },
      { name: "acknowledge", summary: "confirm that you read it, where the requirement asks for that" },
      { name: "reason", value: "TEXT", summary: "needed for everything but a plain approve" },
      {
        name: "condition",
        value: "EMAIL:TEXT",
        summary: "approve on the condition that this person does it, before the next stage",
        repeats: true,
      },
      {
        name: "until",
        value: "TIME",
        summary: "by when, a day or a time such as 2026-12-01T17:00:00Z; one for all, or one for each",
        repeats: true,
      },
      { name: "on-behalf-of", value: "EMAIL", summary: "for whom you sign, by a delegation of theirs" },
      { name: "digest", value: "DIGEST", summary: "sign only if the content has this digest" },
    ],
    examples: [
      {
        line: "countersign sign silero-vad-v6 data-schema adapter-reviewed --role platform",
        says: "approve a requirement",
      },
      {
        line: "countersign sign silero-vad-v6 data-schema --role technical-lead",
        says: "approve the gate itself",
      },
      {
        line: 'countersign sign silero-vad-v6 data-schema adapter-reviewed --role platform --vote needs-work --reason "state is reset"',
        says: "ask for more work",
      },
      {
        line: 'countersign sign silero-vad-v6 data-schema adapter-reviewed --role platform --condition "ada@example.org: document the edge cases" --until 2026-12-01',
        says: "approve, and ask somebody for something by then",
      },
      {
        line: "countersign sign silero-vad-v6 rollback-agreed read-by-all --role on-call --acknowledge",
        says: "you read the rollback plan",
      },
      {
        line: "countersign sign silero-vad-v6 data-schema --role technical-lead --on-behalf-of lead@example.org",
        says: "approve for somebody who delegated the role to you",
      },
    ],
  },
  {
    name: "check report",
    summary: "report a check's result for a bundle",
    description: "Exit status 0 means that the result was recorded, also when the result is failed.",
    arguments: [],
    options: [
      { name: "release", value: "SLUG", summary: "the release", required: true },
      { name: "name", value: "NAME", summary: "the check, as the gates ask for it", required: true },
      { name: "bundle", value: "DIGEST", summary: "the bundle that was checked", required: true },
      {
        name: "status",
        value: "STATUS",
        summary: "the result",
        required: true,
        choices: ["passed", "failed", "error", "running"],
      },
      { name: "summary", value: "TEXT", summary: "what was found, in one sentence" },
      { name: "url", value: "URL", summary: "where the whole report is" },
      { name: "evidence", value: "FILE", summary: "JSON object with the measurements; - for standard input" },
    ],
    examples: [
      {
        line: `countersign check report --release silero-vad-v6 --name data-schema --bundle ${digest} --status passed --evidence report.json`,
        says: "with what was measured",
      },
    ],
  },
];
