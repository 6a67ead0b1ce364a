import { type Answer, asAnswer, findText, listOf } from "@/lib/cli/answers";
import { type Exit, exits, type Invocation } from "@/lib/cli/command";
import { wrongUsage } from "@/lib/cli/failure";
import { readDocumentFile } from "@/lib/cli/files";
import { columns, counted, printJson } from "@/lib/cli/text";
import { mostSamples } from "@/lib/metrics/model";
import { formatOfSamples, readSampleFile, type SampleLine, sampleFormats } from "@/lib/metrics/sample-files";

interface RefusedLine {
  line: number;
  code: string;
  message?: string;
}

interface Pushed {
  accepted: number;
  duplicates: number;
  rejected: RefusedLine[];
}

/** A line that is refused keeps no other from being sent; sending all of it again is harmless. */
export async function run(invocation: Invocation): Promise<Exit> {
  const { io, values, flags } = invocation;
  const file = invocation.arguments["FILE"] ?? "-";
  const { name, bytes } = await readDocumentFile(io, file);
  const text = bytes.toString("utf8");
  const format = sampleFormats.find((each) => each === values["format"]) ?? formatOfSamples(text);
  const { metric, release, cohort } = values;
  const read = readSampleFile(text, format, {
    ...(metric === undefined ? {} : { metric }),
    ...(release === undefined ? {} : { release }),
    ...(cohort === undefined ? {} : { cohort }),
  });
  if ("fault" in read)
    throw wrongUsage(`${name} cannot be used: ${read.fault}.`, "More: countersign metrics push --help");
  const pushed = await pushAll(invocation, read.lines);
  pushed.rejected.push(...read.faults.map(({ line, message }) => ({ line, code: "malformed", message })));
  pushed.rejected.sort((a, b) => a.line - b.line);
  if (flags.has("json")) printJson(io, pushed);
  else io.write(pushedText(pushed));
  return pushed.rejected.length === 0 ? exits.ok : exits.refused;
}

async function pushAll({ io, api }: Invocation, lines: readonly SampleLine[]): Promise<Pushed> {
  const server = api();
  const pushed: Pushed = { accepted: 0, duplicates: 0, rejected: [] };
  for (const batch of batchesOf(lines)) {
    const body = Buffer.from(`{"samples":[${batch.map(({ text }) => text).join(",")}]}`);
    const reply = await server.post("/metrics/samples", body).catch((error: unknown) => {
      const line = batch[0]?.line ?? 1;
      if (pushed.accepted + pushed.duplicates > 0)
        io.warn(`Lines before ${line} were sent. Sending all of it again is harmless.\n`);
      throw error;
    });
    const answer = asAnswer(reply.body);
    pushed.accepted += Number(answer["accepted"] ?? 0);
    pushed.duplicates += Number(answer["duplicates"] ?? 0);
    pushed.rejected.push(...listOf(answer, "rejected").map((each) => refusedLine(each, batch)));
  }
  return pushed;
}

function refusedLine(each: Answer, batch: readonly { line: number }[]): RefusedLine {
  return { line: batch[Number(each["index"])]?.line ?? 0, code: findText(each, "code") ?? "refused" };
}

/** Below the server's limit of 8 MiB, however long the labels are. */
const mostBytes = 6 * 1024 * 1024;

function* batchesOf(lines: readonly SampleLine[]): Generator<{ line: number; text: string }[]> {
  let batch: { line: number; text: string }[] = [];
  let bytes = 0;
  for (const { line, sample } of lines) {
    const text = JSON.stringify(sample);
    const more = Buffer.byteLength(text) + 1;
    if (batch.length > 0 && (batch.length === mostSamples || bytes + more > mostBytes)) {
      yield batch;
      [batch, bytes] = [[], 0];
    }
    batch.push({ line, text });
    bytes += more;
  }
  if (batch.length > 0) yield batch;
}

const mostLines = 20;

function pushedText({ accepted, duplicates, rejected }: Pushed): string {
  const summary = `Accepted ${counted(accepted, "sample")}; ${counted(duplicates, "duplicate")}; ${rejected.length} rejected.\n`;
  if (rejected.length === 0) return summary;
  const rows = rejected
    .slice(0, mostLines)
    .map(({ line, code, message }) => [`line ${line}`, message ?? words[code] ?? code]);
  const more = rejected.length - rows.length;
  const rest = more === 0 ? "" : `  … and ${counted(more, "line")} more; --json lists them all\n`;
  return `${summary}${columns(rows, { indent: 2, width: 110 })}${rest}`;
}

const words: Readonly<Record<string, string>> = {
  malformed: "malformed: expected metric, cohort, t and v (or bad and total)",
  "unknown-metric": "unknown-metric: declare it with countersign metrics declare",
  "unknown-release": "unknown-release: there is none of this name that you may see",
  "unknown-cohort": "unknown-cohort: expected baseline, canary or shadow",
  "wrong-kind": "wrong-kind: a metric of events takes bad and total, another one v",
  "not-a-count": "not-a-count: expected whole numbers with bad at most total",
  "too-old": "too-old: samples are not kept for so long",
  "in-future": "in-future: more than 5 minutes ahead of the server's clock",
  "bad-labels": "bad-labels: expected at most 20 labels with short values",
  "too-many-series": "too-many-series: does a label differ with each sample?",
  conflict: "conflict: another value is stored for this series and time; the first one stays",
};
