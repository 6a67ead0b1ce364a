import type { CommandSpec } from "@/lib/cli/command";
import { slug } from "@/lib/cli/table/shared";

/** Of what is measured, and what it is judged by. */
export const metricCommands: readonly CommandSpec[] = [
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
    name: "criteria override",
    summary: "decide that a breach does not count",
    description:
      "The breach ends and the criterion is judged anew. Whether that was right is scored afterwards.",
    arguments: [slug, { name: "KEY", summary: "key of the criterion" }],
    options: [
      { name: "reason", value: "TEXT", summary: "why it does not count", required: true },
      {
        name: "until",
        value: "TIME",
        summary: "until when exposure stays as it is: a time, or how long from now",
        required: true,
      },
    ],
    examples: [
      {
        line: 'countersign criteria override silero-vad-v6 p95-latency --until 2h --reason "a load test, not users"',
        says: "for two hours",
      },
    ],
    exits: { 3: "recorded, and others have to agree first" },
  },
];
