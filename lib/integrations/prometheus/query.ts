import { z } from "zod";
import { type Answered, SourceFault } from "@/lib/metrics/source-model";
import type { PrometheusServer } from "@/lib/platform/prometheus-env";

export const mostAnswered = 100;
const timeLimitMs = 10_000;
const mostBytes = 1024 * 1024;

const Sample = z.tuple([z.number(), z.string()]);
const Answer = z.discriminatedUnion("status", [
  z.object({
    status: z.literal("success"),
    data: z.discriminatedUnion("resultType", [
      z.object({
        resultType: z.literal("vector"),
        result: z.array(z.object({ metric: z.record(z.string(), z.string()), value: Sample.optional() })),
      }),
      z.object({ resultType: z.literal("scalar"), result: Sample }),
      z.object({ resultType: z.enum(["matrix", "string"]) }),
    ]),
    // A part of the data was out of reach: a sum over the rest would look like a value.
    warnings: z.array(z.string()).optional(),
    isPartial: z.boolean().optional(),
  }),
  z.object({ status: z.literal("error"), error: z.string() }),
]);

/** Asks for a query's value at a time, epoch ms. No series is an answer, too; whatever else goes wrong is a SourceFault. */
export async function askPrometheus(
  { name, url, token }: PrometheusServer,
  { query, at, limitMs = timeLimitMs }: { query: string; at: number; limitMs?: number },
): Promise<Answered[]> {
  const params = new URLSearchParams({ query, time: (at / 1_000).toFixed(3), timeout: `${limitMs}ms` });
  const signal = AbortSignal.timeout(limitMs);
  try {
    const response = await fetch(`${url}/api/v1/query?${params}`, {
      redirect: "manual",
      signal,
      headers: {
        accept: "application/json",
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      },
    });
    return answeredBy(response.status, await textOf(response), name);
  } catch (error) {
    if (error instanceof SourceFault) throw error;
    throw new SourceFault(
      signal.aborted
        ? `${name} has not answered within ${limitMs / 1_000} s`
        : `${name} cannot be reached: ${causeOf(error)}`,
      { isOfServer: true },
    );
  }
}

function answeredBy(status: number, text: string, name: string): Answered[] {
  if (status >= 300 && status < 400) throw new SourceFault(`${name} redirects, which is not followed`);
  const parsed = Answer.safeParse(jsonOf(text));
  if (parsed.success && parsed.data.status === "error")
    throw new SourceFault(`${name} refuses the query: ${parsed.data.error.slice(0, 300)}`);
  if (status !== 200) throw new SourceFault(`${name} answers with status ${status}`);
  if (!parsed.success || parsed.data.status !== "success")
    throw new SourceFault(`${name} gives no answer of a Prometheus`);
  const { data, warnings = [], isPartial = false } = parsed.data;
  if (warnings.length > 0 || isPartial)
    throw new SourceFault(
      `${name} warns of its own answer: ${(warnings[0] ?? "it is partial").slice(0, 300)}`,
    );
  if (data.resultType === "scalar") return [{ labels: {}, v: valueOf(data.result[1], name) }];
  if (data.resultType !== "vector")
    throw new SourceFault(`${name} answers with a ${data.resultType}, where one value at a time is wanted`);
  if (data.result.length > mostAnswered)
    throw new SourceFault(`${name} answers with ${data.result.length} series, more than ${mostAnswered}`);
  return data.result.map(({ metric: { __name__: _, ...labels }, value }) => {
    if (value === undefined) throw new SourceFault(`${name} answers with a histogram, which is no value`);
    return { labels, v: valueOf(value[1], name) };
  });
}

const words: Readonly<Record<string, number>> = { NaN, "+Inf": Infinity, "-Inf": -Infinity };

function valueOf(text: string, name: string): number {
  const v = words[text] ?? (text.trim() === "" ? NaN : Number(text));
  if (Number.isNaN(v) && text !== "NaN")
    throw new SourceFault(`${name} answers with ${text.slice(0, 40)}, which is no number`);
  return v;
}

/** The body, as far as it is bearable. */
async function textOf(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > mostBytes) throw new SourceFault("the answer has more than 1 MB");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The code alone: a message may hold an address inside the operator's network. */
function causeOf(error: unknown): string {
  const cause: unknown = error instanceof Error ? error.cause : null;
  const code: unknown = typeof cause === "object" && cause !== null ? Reflect.get(cause, "code") : null;
  return typeof code === "string" ? code : "the connection failed";
}
