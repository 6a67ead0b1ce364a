import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { readAt, type Source } from "@/lib/metrics/source-reading";
import { askPrometheus } from "./query";

const peers = [
  { name: "Prometheus", program: process.env["PROMETHEUS"] ?? "prometheus", query: "/api/v1/query" },
  {
    name: "VictoriaMetrics",
    program: process.env["VICTORIA_METRICS"] ?? "victoria-metrics",
    query: "/api/v1/query",
  },
].map((peer) => ({ ...peer, isHere: isHere(peer.program) }));

function isHere(program: string): boolean {
  try {
    execFileSync(program, ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

let served: Server;
/** What the scraped process says: a reset takes both counters back. */
let counts = { bad: 2, total: 100 };

beforeAll(async () => {
  served = createServer((_, response) =>
    response.writeHead(200, { "content-type": "text/plain" }).end(
      `ranking_p95{track="canary",release="r-1",region="eu"} 41.5
ranking_p95{track="canary",release="r-1",region="us"} NaN
ranking_p95{track="canary",release="r-2",region="us"} 1
requests_total{track="canary",release="r-1"} ${counts.total}
failures_total{track="canary",release="r-1"} ${counts.bad}
`,
    ),
  );
  await new Promise<void>((resolve) => served.listen(0, "127.0.0.1", resolve));
});
afterAll(() => {
  served.closeAllConnections();
  served.close();
});

/** A port that nobody listens on: both programs want to be told theirs. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe.each(peers)("a real $name", ({ name, program, isHere: runs }) => {
  const folder = mkdtempSync(join(tmpdir(), "countersign-peer-"));
  let peer: ChildProcess | null = null;
  let server = { name: "main", url: "", token: null };

  beforeAll(async () => {
    if (!runs) return;
    const port = await freePort();
    const target = (served.address() as AddressInfo).port;
    const config = join(folder, "scrape.yml");
    writeFileSync(
      config,
      `global: { scrape_interval: 250ms, scrape_timeout: 200ms }
scrape_configs: [{ job_name: model, static_configs: [{ targets: ["127.0.0.1:${target}"] }] }]
`,
    );
    const [data, address] = [join(folder, "data"), `127.0.0.1:${port}`];
    const args =
      name === "Prometheus"
        ? [`--config.file=${config}`, `--storage.tsdb.path=${data}`, `--web.listen-address=${address}`]
        : [
            `-promscrape.config=${config}`,
            `-storageDataPath=${data}`,
            `-httpListenAddr=${address}`,
            "-search.latencyOffset=0s",
          ];
    peer = spawn(program, args, { stdio: "ignore" });
    server = { ...server, url: `http://${address}` };
  });
  afterAll(async () => {
    if (peer !== null) {
      const ended = new Promise((resolve) => peer?.once("exit", resolve));
      peer.kill("SIGKILL");
      await ended;
    }
    rmSync(folder, { recursive: true, force: true });
  });

  const ask: Parameters<typeof readAt>[2] = (_, query, at) => askPrometheus(server, { query, at });
  const own = (query: string) =>
    `max without (instance, job, track, release) (${query}{release="{{release}}"})`;
  const source = (canary: Source["queries"]["canary"], counters: Source["counters"] = {}): Source => ({
    slug: "r-1",
    metric: "ranking",
    server: "main",
    queries: { canary },
    counters,
  });

  it.skipIf(!runs)("answers with the values of a release by their labels, NaN among them", async () => {
    const samples = await vi.waitFor(
      async () => {
        const found = await readAt(source(own("ranking_p95")), Date.now(), ask);
        expect(found.samples.length).toBeGreaterThan(0);
        return found.samples as { labels: object; v: number }[];
      },
      { timeout: 30_000, interval: 200 },
    );
    const values = samples.map(({ labels, v }) => ({ labels, v }));
    expect(values).toContainEqual({ labels: { region: "eu" }, v: 41.5 });
    // VictoriaMetrics leaves a series out while it is NaN; that is no data, never a value.
    expect(values.length).toBe(name === "Prometheus" ? 2 : 1);
    if (name === "Prometheus") expect(values).toContainEqual({ labels: { region: "us" }, v: NaN });
  });

  it.skipIf(!runs)(
    "tells of counters what they grew by, over a reset, also for a time that is past",
    async () => {
      const queries = { bad: own("failures_total"), total: own("requests_total") };
      const scraped = async (total: number) =>
        vi.waitFor(
          async () => {
            const at = Date.now();
            const [only] = await askPrometheus(server, { query: "max(requests_total)", at });
            expect(only?.v).toBe(total);
            return at;
          },
          { timeout: 30_000, interval: 100 },
        );
      counts = { bad: 2, total: 100 };
      const first = await scraped(100);
      counts = { bad: 5, total: 140 };
      const second = await scraped(140);
      counts = { bad: 1, total: 10 };
      const third = await scraped(10);
      let counters: Source["counters"] = {};
      const told: unknown[] = [];
      for (const at of [first, second, third]) {
        const read = await readAt(source(queries, counters), at, ask);
        counters = read.counters;
        told.push(...read.samples);
      }
      expect(told).toEqual([
        { metric: "ranking", release: "r-1", cohort: "canary", labels: {}, t: second, bad: 3, total: 40 },
        { metric: "ranking", release: "r-1", cohort: "canary", labels: {}, t: third, bad: 1, total: 10 },
      ]);
    },
  );

  it.skipIf(!runs)(
    "answers with no series where there is none, and says what is wrong with a query",
    async () => {
      expect(await ask("main", "ranking_p95{release='none'}", Date.now())).toEqual([]);
      await expect(ask("main", "sum(", Date.now())).rejects.toThrow("main refuses the query: ");
      await expect(ask("main", "ranking_p95[1m]", Date.now())).rejects.toThrow("main answers with a matrix");
    },
  );
});
