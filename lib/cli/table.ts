import type { CommandSpec, OptionSpec } from "@/lib/cli/command";

export const globalOptions: readonly OptionSpec[] = [
  { name: "json", summary: "print the server's answer, as one JSON document" },
  { name: "help", summary: "show this help" },
];

const slug = { name: "SLUG", summary: "the release, as in its address" };
const gate = { name: "GATE", summary: "key of the gate" };
const gateExits = { 3: "the gate is not ready", 4: "the gate is blocked" };
const digest = "sha256:1a153a22f4509e292a94e67d6f9b85e8deb25b4988682b7e174c65279d8788e3";
const other = "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

/** Every command: help, parsing and the tests are made from it. */
export const commands: readonly CommandSpec[] = [
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
  {
    name: "metrics push",
    summary: "send samples from a file or standard input",
    description:
      "CSV whose first line names its columns (metric, release, cohort, t, v or bad and total, labels.NAME), or one JSON object a line as the API takes it. t is epoch milliseconds or a time in UTC. Sending again is harmless: the first value of a series at a time stays.",
    arguments: [{ name: "FILE", summary: "CSV or JSON lines; standard input unless told", optional: true }],
    options: [
      { name: "metric", value: "NAME", summary: "the metric of lines that name none" },
      { name: "release", value: "SLUG", summary: "the release of lines that name none" },
      {
        name: "cohort",
        value: "COHORT",
        summary: "the cohort of lines that name none",
        choices: ["baseline", "canary", "shadow"],
      },
      {
        name: "format",
        value: "FORMAT",
        summary: "what the file holds; seen by its beginning unless told",
        choices: ["csv", "jsonl"],
      },
    ],
    examples: [
      {
        line: "countersign metrics push samples.csv --release silero-vad-v6",
        says: "says how many were accepted, known already, and rejected, with their lines",
      },
      {
        line: "measure | countersign metrics push --metric detection_rate --release silero-vad-v6 --cohort canary",
        says: "lines of t,v from another program",
      },
    ],
    exits: { 1: "a line was rejected, or the server refused; the other lines are stored" },
  },
  {
    name: "metrics declare",
    summary: "declare what is measured, for good",
    arguments: [{ name: "NAME", summary: "name of the metric, such as inference_latency_ms" }],
    options: [
      { name: "unit", value: "UNIT", summary: "such as ms, or 1 for a share or a count", required: true },
      {
        name: "better",
        value: "WAY",
        summary: "which way is good",
        required: true,
        choices: ["lower", "higher"],
      },
      {
        name: "kind",
        value: "KIND",
        summary: "events are counted as bad and total; value unless told",
        choices: ["value", "events"],
      },
      {
        name: "source",
        value: "FILE",
        summary:
          "how it is read by PromQL: server, interval, and a query for canary and baseline; pushed without it",
      },
    ],
    examples: [
      {
        line: "countersign metrics declare inference_latency_ms --unit ms --better lower",
        says: "before its first sample",
      },
      {
        line: "countersign metrics declare requests --unit 1 --better lower --kind events",
        says: "bad ones out of a total",
      },
      {
        line: "countersign metrics declare ranking_p95_ms --unit ms --better lower --source promql.yaml",
        says: "read from a Prometheus that the operator has named",
      },
    ],
  },
  {
    name: "metrics list",
    summary: "show what is declared",
    arguments: [],
    options: [],
    examples: [
      { line: "countersign metrics list", says: "name, unit, which way is good, kind, where it comes from" },
    ],
  },
  {
    name: "criteria lint",
    summary: "check criteria as agreeing would, and say each in a sentence",
    arguments: [{ name: "FILE", summary: "a list of criteria, YAML or JSON; - for standard input" }],
    options: [],
    examples: [
      {
        line: "countersign criteria lint criteria.yaml",
        says: "sentences and warnings, or faults with line and column",
      },
    ],
    exits: { 2: "the command line is wrong, or the criteria could not be agreed" },
  },
  {
    name: "criteria backtest",
    summary: "run criteria over history, as live evaluation would",
    description:
      "Samples come from a file (CSV with the columns t, v and cohort, or JSON lines) or are the stored ones of a release. With incidents, times in which there was something to find, it says what was found, missed, and found for nothing.",
    arguments: [
      { name: "FILE", summary: "one criterion or a list of them, YAML or JSON; - for standard input" },
    ],
    options: [
      {
        name: "from",
        value: "TIME",
        summary: "where it begins, such as 2026-11-01T00:00:00Z",
        required: true,
      },
      { name: "to", value: "TIME", summary: "where it ends", required: true },
      { name: "samples", value: "FILE", summary: "CSV or JSON lines" },
      { name: "release", value: "SLUG", summary: "whose stored samples are read" },
      { name: "incidents", value: "FILE", summary: "a list of {from, to}, YAML or JSON" },
      { name: "key", value: "KEY", summary: "one criterion of the list" },
    ],
    examples: [
      {
        line: "countersign criteria backtest criteria.yaml --from 2026-11-01T00:00:00Z --to 2026-11-08T00:00:00Z --samples week.csv --incidents incidents.yaml",
        says: "before the criteria are agreed",
      },
      {
        line: "countersign criteria backtest criteria.yaml --key p95-latency --from 2026-11-26T00:00:00Z --to 2026-11-27T00:00:00Z --release silero-vad-v6",
        says: "over what the release has sent",
      },
    ],
    exits: { 3: "an incident was missed, or something was found for nothing" },
  },
  {
    name: "runner",
    summary: "run the scripts of rollbacks on this machine",
    description:
      "Asks the server for steps whose executor is a command and runs them, one after the other. It runs a file of --scripts alone, as it was when the runner was started, named by its digest in a step that is signed with --key; without a shell, as this user, with this environment but COUNTERSIGN_TOKEN. What it began is kept in --dir, so that no attempt is run twice. A script says what is served afterwards by its last line: serving sha256:…, serving none, or serving and JSON with a digest for each component.",
    arguments: [],
    options: [
      {
        name: "scripts",
        value: "DIR",
        summary: "the scripts that may run: the files of a folder",
        required: true,
      },
      {
        name: "key",
        value: "KEY",
        summary: "the key that steps have to be signed with; the server says its at /api/v1/runner/key",
        required: true,
      },
      { name: "allow", value: "DIGEST", summary: "only this script of the folder", repeats: true },
      { name: "dir", value: "DIR", summary: "the runner's own folder; .countersign-runner unless told" },
      { name: "release", value: "SLUG", summary: "only steps of this release", repeats: true },
      {
        name: "component",
        value: "KEY",
        summary: "only steps of releases that carry this component",
        repeats: true,
      },
      { name: "staging", summary: "the runner of a staging environment: drills there, and nothing else" },
      {
        name: "run-dry",
        summary: "run scripts in rehearsals too: they heed COUNTERSIGN_DRY_RUN; else it says what would run",
      },
      { name: "once", summary: "end when nothing waits any more" },
    ],
    examples: [
      {
        line: "countersign runner --scripts /opt/rollback --dir /var/lib/countersign-runner --key ed25519:11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
        says: "as a service; SIGTERM ends it after what runs",
      },
      {
        line: `countersign runner --scripts scripts --allow ${digest} --component silero-vad --staging --key ed25519:11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo`,
        says: "one script, for drills on staging",
      },
    ],
  },
];
