import { type Answer, asAnswer, findAnswer, findText, listOf, textOf } from "@/lib/cli/answers";
import { argument, type Exit, exits, type Invocation, required } from "@/lib/cli/command";
import { readDocument } from "@/lib/cli/documents";
import { wrongUsage } from "@/lib/cli/failure";
import { readDocumentFile } from "@/lib/cli/files";
import type { Io } from "@/lib/cli/io";
import { columns, paint, printJson, wrapped } from "@/lib/cli/text";
import { formatOfSamples, readSampleFile } from "@/lib/metrics/sample-files";
import { spanText } from "@/lib/metrics/span-text";

type Document = Record<string, unknown>;

/** Runs each criterion of the file over the same history. */
export async function run(invocation: Invocation): Promise<Exit> {
  const { io, values, flags } = invocation;
  const criteria = await readCriteria(invocation);
  const { samples, release, incidents } = values;
  if ((samples === undefined) === (release === undefined))
    throw wrongUsage(
      "It runs over the samples of a file or over the stored ones of a release.",
      "Add one of --samples FILE and --release SLUG.",
    );
  const body = {
    from: required(invocation, "from"),
    to: required(invocation, "to"),
    ...(samples === undefined ? { release } : { samples: await readCohorts(io, samples) }),
    ...(incidents === undefined ? {} : { incidents: (await readDocument(io, incidents)).value }),
  };
  const api = invocation.api();
  const answers: Answer[] = [];
  for (const criterion of criteria) {
    const answer = asAnswer((await api.post("/criteria/backtest", { ...body, criterion })).body);
    answers.push({ key: criterion["key"] ?? null, ...answer });
    if (!flags.has("json"))
      io.write(`${answers.length > 1 ? "\n" : ""}${backtestText(io, criterion, answer)}`);
  }
  if (flags.has("json")) printJson(io, answers);
  return answers.every(isSpotless) ? exits.ok : exits.notReady;
}

/** Without incidents there is nothing to be wrong about. */
function isSpotless(answer: Answer): boolean {
  const score = findAnswer(answer, "score") ?? {};
  return Number(score["misses"] ?? 0) === 0 && Number(score["falseRollbacks"] ?? 0) === 0;
}

/** One criterion, or a list of them as a release agrees it; --key picks one. */
async function readCriteria(invocation: Invocation): Promise<Document[]> {
  const { name, value } = await readDocument(invocation.io, argument(invocation, "FILE"));
  const all = (Array.isArray(value) ? value : [value]).filter(
    (each): each is Document => typeof each === "object" && each !== null && !Array.isArray(each),
  );
  const key = invocation.values["key"];
  const asked = key === undefined ? all : all.filter((each) => each["key"] === key);
  if (asked.length > 0) return asked;
  const keys = all.flatMap((each) => (typeof each["key"] === "string" ? [each["key"]] : []));
  throw key === undefined
    ? wrongUsage(`${name} holds no criterion.`, "It holds one criterion, or a list of them.")
    : wrongUsage(
        `${name} holds no criterion ${key}.`,
        `It holds ${keys.join(", ") || "none that has a key"}.`,
      );
}

type Row = [t: number, first: number | null, second?: number];

/** Rows of each cohort as a backtest takes them; a sample that names no cohort is the canary's. */
async function readCohorts(io: Io, file: string): Promise<{ canary: Row[]; baseline: Row[] }> {
  const { name, bytes } = await readDocumentFile(io, file);
  const text = bytes.toString("utf8");
  const read = readSampleFile(text, formatOfSamples(text), { cohort: "canary" });
  if ("fault" in read) throw wrongUsage(`${name} cannot be used: ${read.fault}.`);
  const rows = { canary: [] as Row[], baseline: [] as Row[] };
  const faults = [...read.faults];
  for (const { line, sample } of read.lines) {
    const row = rowOf(sample);
    const { cohort } = sample;
    if (row === null)
      faults.push({ line, message: "expected t (epoch ms, or a time in UTC) and v, or bad and total" });
    else if (cohort === "canary" || cohort === "baseline") rows[cohort].push(row);
    else faults.push({ line, message: "its cohort is neither canary nor baseline" });
  }
  if (faults.length === 0) return rows;
  faults.sort((a, b) => a.line - b.line);
  throw wrongUsage(
    `${name} cannot be used:`,
    ...faults.slice(0, 10).map(({ line, message }) => `  line ${line}: ${message}`),
  );
}

function rowOf({ t, v, bad, total }: Document): Row | null {
  const at = typeof t === "string" ? Date.parse(t) : t;
  if (typeof at !== "number" || !Number.isFinite(at)) return null;
  if (typeof bad === "number" && typeof total === "number") return [at, bad, total];
  return typeof v === "number" || v === null ? [at, v] : null;
}

const mostTransitions = 30;

function backtestText(io: Io, criterion: Document, answer: Answer): string {
  const key = typeof criterion["key"] === "string" ? `${criterion["key"]}\n` : "";
  const transitions = listOf(answer, "transitions");
  const rows = transitions.slice(0, mostTransitions).map((each) => {
    const to = findText(each, "to") ?? "";
    const value = findText(each, "value");
    return [
      timeOf(each["at"]),
      to === "breach" ? paint(io, "red", to) : to,
      value === null ? "" : `at ${value}`,
    ];
  });
  const more = transitions.length - rows.length;
  const breach = answer["firstBreachAt"];
  return [
    key === "" ? "" : paint(io, "bold", key),
    `${wrapped(textOf(answer, "sentence"))}\n`,
    rows.length === 0 ? "" : `Verdicts\n${columns(rows, { indent: 2 })}`,
    more === 0 ? "" : `  … and ${more} more; --json lists them all\n`,
    `${findText(answer, "evaluations") ?? "0"} evaluations; ${typeof breach === "number" ? `first breach ${timeOf(breach)}` : "no breach"}; ${findText(answer, "final") ?? "nothing"} at the end\n`,
    scoreText(findAnswer(answer, "score")),
  ].join("");
}

function scoreText(score: Answer | null): string {
  if (score === null) return "";
  const delay = score["medianDelayMs"];
  const after = typeof delay === "number" ? `, half of them within ${spanText(delay)}` : "";
  return `Incidents: ${findText(score, "hits") ?? "0"} found${after}; ${findText(score, "misses") ?? "0"} missed; ${findText(score, "falseRollbacks") ?? "0"} false rollbacks\n`;
}

function timeOf(at: unknown): string {
  return typeof at === "number" ? new Date(at).toISOString().replace(".000Z", "Z") : "";
}
