import { Agent, request } from "node:http";
import type { Server } from "./server";

export interface Target {
  name: string;
  server: Server;
  path: string;
  headers?: Record<string, string>;
}

export interface Burst {
  /** CPU of the server's process for each request. */
  cpuMs: number;
  /** Until the whole answer was there, the middle one. */
  medianMs: number;
  perSecond: number;
  bytes: number;
}

/** How often each target is asked. */
export interface Rounds {
  rounds: number;
  count: number;
  warmUp: number;
  atOnce?: number;
}

const agent = new Agent({ keepAlive: true, maxSockets: 64 });

/** Asks for one address again and again, so many at a time, and answers what a request cost the server. */
export async function burst(
  { server, path, headers = {} }: Target,
  { count, atOnce = 2 }: { count: number; atOnce?: number },
): Promise<Burst> {
  const before = await server.used();
  const start = performance.now();
  const times: number[] = [];
  let bytes = 0;
  let left = count;
  const ask = async () => {
    while (left > 0) {
      left -= 1;
      const began = performance.now();
      bytes = (await get(`${server.url}${path}`, headers)).length;
      times.push(performance.now() - began);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, ask));
  const tookMs = performance.now() - start;
  const after = await server.used();
  return {
    cpuMs: (after.cpuMs - before.cpuMs) / count,
    medianMs: median(times),
    perSecond: (count / tookMs) * 1000,
    bytes,
  };
}

/** Bursts of all targets in turn, round after round, so that whatever else the machine does falls on all alike. */
export async function interleaved<Name extends string>(
  targets: Record<Name, Target>,
  { rounds, count, warmUp, atOnce = 2 }: Rounds,
): Promise<Record<Name, Burst[]>> {
  const names = Object.keys(targets) as Name[];
  const found = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Name, Burst[]>;
  for (const name of names) await burst(targets[name], { count: warmUp, atOnce: 4 });
  for (let round = 0; round < rounds; round += 1)
    for (const name of names) found[name].push(await burst(targets[name], { count, atOnce }));
  return found;
}

/** One answer; anything but 200 ends the run, since an error page measures nothing. */
export function get(url: string, headers: Record<string, string> = {}): Promise<Buffer> {
  return send(url, { headers }).then(({ status, body }) => {
    if (status !== 200) throw new Error(`${url} answered ${status}: ${body.toString("utf8").slice(0, 300)}`);
    return body;
  });
}

export function send(
  url: string,
  {
    method = "GET",
    headers = {},
    body,
  }: { method?: string; headers?: Record<string, string>; body?: string },
): Promise<{ status: number; headers: NodeJS.Dict<string | string[]>; body: Buffer }> {
  return new Promise((done, fail) => {
    const asked = request(url, { method, headers, agent }, (answer) => {
      const parts: Buffer[] = [];
      answer.on("data", (part: Buffer) => parts.push(part));
      answer.on("error", fail);
      answer.on("end", () =>
        done({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(parts) }),
      );
    });
    asked.on("error", fail);
    asked.end(body);
  });
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** The middle of the ratios round by round. */
export function ratioOf(of: readonly Burst[], to: readonly Burst[], what: "cpuMs" | "medianMs"): number {
  return median(of.map((each, round) => each[what] / (to[round]?.[what] ?? Number.NaN)));
}

export function middle(bursts: readonly Burst[], what: keyof Burst): number {
  return median(bursts.map((each) => each[what]));
}
