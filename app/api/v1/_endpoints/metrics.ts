import { declareMetric } from "@/lib/metrics/declare-metric";
import { ingestSamples } from "@/lib/metrics/ingest-samples";
import { listMetrics } from "@/lib/metrics/queries";
import { samplesKeptMs } from "@/lib/metrics/retention";
import { MetricAnswer, MetricBody, SamplesAnswer, SamplesBody } from "@/lib/metrics/schemas";
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
  description: "For good: another unit or direction would change what agreed criteria mean.",
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
  handle: async ({ kernel, query }) => ({ status: 200, body: await listMetrics(kernel.db.prisma, query) }),
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
    body: await ingestSamples(kernel, { actor, sent: samplesIn(bytes), keptMs: samplesKeptMs() }),
  }),
});

/** The plain parser: the strict one takes longer than storing them, and refuses the whole for one number that is too large. */
function samplesIn(bytes: Uint8Array): unknown[] {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(bytes).toString("utf8"));
  } catch {
    throw new AppError("malformed-body", "The body is no JSON text.", {
      faults: [{ path: "", message: "is no JSON text", expected: "JSON" }],
    });
  }
  const parsed = SamplesBody.safeParse(value);
  if (parsed.success) return parsed.data.samples;
  const faults = faultsOf(parsed.error, value);
  throw new AppError(
    "invalid-input",
    `In the body: ${faults.map(({ path, message }) => `${path}: ${message}`).join("; ")}`,
    { faults },
  );
}

export const metricEndpoints: readonly Endpoint[] = [postMetric, getMetrics, postSamples];
