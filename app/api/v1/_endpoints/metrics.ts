import type { z } from "zod";
import { readRemoteWrite, UnreadableWrite } from "@/lib/integrations/prometheus/remote-write";
import { answerAdvice, answerBacktest } from "@/lib/metrics/backtest-queries";
import {
  AdviceAnswer,
  AdviceBody,
  BacktestAnswer,
  BacktestBody,
  BacktestQuery,
} from "@/lib/metrics/backtest-schemas";
import { keepBacktest } from "@/lib/metrics/keep-backtest";
import { declareMetric } from "@/lib/metrics/declare-metric";
import { ingestSamples } from "@/lib/metrics/ingest-samples";
import { listMetrics } from "@/lib/metrics/queries";
import { samplesKeptMs } from "@/lib/metrics/retention";
import { MetricAnswer, MetricBody, SamplesAnswer, SamplesBody } from "@/lib/metrics/schemas";
import { refusalText, writeSamples } from "@/lib/metrics/write-samples";
import { faultsOf } from "@/lib/platform/documents";
import { AppError } from "@/lib/platform/errors";
import { PageQuery, pageOf } from "@/lib/platform/paging";
import { type Endpoint, endpoint } from "@/lib/platform/web";

const tag = "Metrics";

export const postMetric = endpoint({
  method: "POST",
  path: "/metrics",
  tag,
  summary: "Declare a metric: what is measured, in which unit, and which way is good",
  description:
    "For good: another unit, direction or query would change what agreed criteria mean. With source promql a worker reads it: each query is asked at every multiple of the interval, for each release whose criteria are evaluated on it ({{release}} stands for its slug), and each series of an answer is a sample. No series is no data. Of kind events two counters are named, whose increases are stored. What was missed is read up to an hour back.",
  body: MetricBody,
  answers: { 201: MetricAnswer },
  handle: async ({ kernel, call, body }) => ({
    status: 201,
    body: await declareMetric.execute(kernel, body, call),
  }),
});

export const getMetrics = endpoint({
  method: "GET",
  path: "/metrics",
  tag,
  summary: "Declared metrics by name",
  query: PageQuery,
  answers: { 200: pageOf(MetricAnswer) },
  handle: async ({ kernel, actor, query }) => ({
    status: 200,
    body: await listMetrics(kernel.db.prisma, { ...query, actor }),
  }),
});

export const postSamples = endpoint({
  method: "POST",
  path: "/metrics/samples",
  tag,
  summary: "Send samples, up to 10,000 at a time",
  description:
    "The first value of a series at a time stays: sent again it is a duplicate, another value is refused as a conflict. A sample that is refused keeps no other from being stored.",
  body: SamplesBody,
  raw: true,
  bodyLimit: 8 * 1024 * 1024,
  scope: "samples",
  answers: { 200: SamplesAnswer },
  handle: async ({ kernel, actor, bytes }) => ({
    status: 200,
    body: await ingestSamples(kernel, {
      actor,
      sent: bodyIn(bytes, SamplesBody).samples,
      keptMs: samplesKeptMs(),
    }),
  }),
});

export const postBacktest = endpoint({
  method: "POST",
  path: "/criteria/backtest",
  tag,
  summary: "Run a criterion over uploaded or stored samples, as live evaluation would",
  description:
    "By the same code. Where incidents are given, the answer says which were found, which were missed, and how often it would have rolled back for nothing. That it was run is kept, with the criterion's digest and how it ended, so that agendas of readiness reviews name only criteria that nobody tried.",
  body: BacktestBody,
  raw: true,
  bodyLimit: 32 * 1024 * 1024,
  query: BacktestQuery,
  scope: "read",
  answers: { 200: BacktestAnswer },
  handle: async ({ kernel, actor, bytes, query }) => {
    const body = bodyIn(bytes, BacktestBody);
    const asked = { actor, now: kernel.clock.now(), body, withPoints: query.points === "true" };
    const answer = await answerBacktest(kernel.db.prisma, asked);
    const { criterion, from, to, release } = body;
    const span = { from: Date.parse(from), to: Date.parse(to) };
    await keepBacktest(kernel, { actor, criterion, ...span, release: release ?? null, found: answer });
    return { status: 200, body: answer };
  },
});

export const postAdvice = endpoint({
  method: "POST",
  path: "/criteria/advise",
  tag,
  summary: "See what other thresholds would have found, and found for nothing",
  description:
    "Sweeps the threshold alone, over at most 50 values out of the range of what was measured, and at most 50,000 evaluations: for each the false rollbacks, the incidents missed, and how late the others were found.",
  body: AdviceBody,
  raw: true,
  bodyLimit: 32 * 1024 * 1024,
  scope: "read",
  answers: { 200: AdviceAnswer },
  handle: async ({ kernel, actor, bytes }) => ({
    status: 200,
    body: await answerAdvice(kernel.db.prisma, {
      actor,
      now: kernel.clock.now(),
      body: bodyIn(bytes, AdviceBody),
    }),
  }),
});

export const postRemoteWrite = endpoint({
  method: "POST",
  path: "/metrics/write",
  tag,
  summary: "Take samples from Prometheus and what speaks its remote-write 1.0",
  description:
    "A snappy-compressed prometheus.WriteRequest. __name__ is the metric, which has to be declared; the labels countersign_release and cohort say whose samples they are, and series with neither are refused. Stale markers are left out. Where anything is refused the rest is stored and the answer is 400 with the reasons, so that a sender does not repeat it.",
  raw: true,
  consumes: ["application/x-protobuf"],
  encoding: "snappy",
  bodyLimit: 8 * 1024 * 1024,
  scope: "samples",
  answers: { 204: null },
  handle: async ({ kernel, actor, bytes }) => {
    const { series, histograms } = await readRemoteWrite(bytes).catch((error: unknown) => {
      if (error instanceof UnreadableWrite)
        throw new AppError("malformed-body", `Unreadable: ${error.message}.`);
      throw error;
    });
    const text = refusalText(
      await writeSamples(kernel, { actor, series, keptMs: samplesKeptMs() }),
      histograms,
    );
    return text === null
      ? { status: 204 }
      : new Response(`${text}\n`, { status: 400, headers: { "content-type": "text/plain; charset=utf-8" } });
  },
});

/** The plain parser: the strict one takes longer than storing them, and refuses the whole for one number that is too large. */
function bodyIn<Schema extends z.ZodType>(bytes: Uint8Array, schema: Schema): z.output<Schema> {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(bytes).toString("utf8"));
  } catch {
    throw new AppError("malformed-body", "The body is no JSON text.", {
      faults: [{ path: "", message: "is no JSON text", expected: "JSON" }],
    });
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const faults = faultsOf(parsed.error, value);
  throw new AppError(
    "invalid-input",
    `In the body: ${faults.map(({ path, message }) => `${path}: ${message}`).join("; ")}`,
    { faults },
  );
}

export const metricEndpoints: readonly Endpoint[] = [
  postMetric,
  getMetrics,
  postSamples,
  postBacktest,
  postAdvice,
  postRemoteWrite,
];
