import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { delimiter, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { freePort } from "@/lib/platform/postgres";
import { send } from "./load";

/** Prometheus with Alertmanager, set to be as fast as they can be at intervals of a second. */
export interface Alerting {
  /** From when the value that is scraped changes to the webhook that tells of it, in ms. */
  alert: (name: string) => Promise<number>;
  stop: () => Promise<void>;
}

/** Null: they are not installed here. */
export async function startAlerting(parent: string): Promise<Alerting | null> {
  const prometheus = onPath("prometheus");
  const alertmanager = onPath("alertmanager") ?? onPath("prometheus-alertmanager");
  if (prometheus === null || alertmanager === null) return null;
  const folder = join(parent, "alerting");
  await mkdir(folder);
  const values = new Map<string, number>();
  const waiting = new Map<string, (at: number) => void>();
  const scraped = await listen((_, answer) =>
    answer(
      [...values].map(([name, value]) => `latency_ms{release="${name}"} ${value}\n`).join("") ||
        "# nothing yet\n",
    ),
  );
  const hook = await listen((body, answer) => {
    const at = Date.now();
    const { alerts } = JSON.parse(body) as { alerts: { labels: { release: string } }[] };
    for (const { labels } of alerts) waiting.get(labels.release)?.(at);
    answer("");
  });
  const [asks, tells] = [await freePort(), await freePort()];
  await writeFile(join(folder, "prometheus.yml"), prometheusYaml({ scraped: portOf(scraped), tells }));
  await writeFile(
    join(folder, "rules.yml"),
    `groups: [{ name: g, interval: 1s, rules: [{ alert: Latency, expr: latency_ms > 250 }] }]\n`,
  );
  await writeFile(join(folder, "alertmanager.yml"), alertmanagerYaml(portOf(hook)));
  const children = [
    spawn(
      alertmanager,
      [
        `--config.file=${join(folder, "alertmanager.yml")}`,
        `--storage.path=${join(folder, "alerts")}`,
        `--web.listen-address=127.0.0.1:${tells}`,
        "--cluster.listen-address=",
      ],
      { stdio: "ignore" },
    ),
    spawn(
      prometheus,
      [
        `--config.file=${join(folder, "prometheus.yml")}`,
        `--storage.tsdb.path=${join(folder, "tsdb")}`,
        `--web.listen-address=127.0.0.1:${asks}`,
      ],
      { stdio: "ignore" },
    ),
  ];
  const stop = async () => {
    await Promise.all(children.map(ended));
    for (const server of [scraped, hook]) {
      server.closeAllConnections();
      server.close();
    }
  };
  await Promise.all([asks, tells].map(ready)).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  return {
    alert: async (name) => {
      values.set(name, 100);
      await wait(2_500 + Math.random() * 1_000);
      const told = new Promise<number>((done) => waiting.set(name, done));
      const changedAt = Date.now();
      values.set(name, 900);
      const at = await Promise.race([told, wait(30_000, null, { ref: false })]);
      if (at === null) throw new Error("Alertmanager told nothing within 30 s");
      return at - changedAt;
    },
    stop,
  };
}

function onPath(name: string): string | null {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path)) ?? null;
}

const prometheusYaml = ({ scraped, tells }: { scraped: number; tells: number }) => `
global: { scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s }
rule_files: [rules.yml]
scrape_configs: [{ job_name: measured, static_configs: [{ targets: ["127.0.0.1:${scraped}"] }] }]
alerting: { alertmanagers: [{ static_configs: [{ targets: ["127.0.0.1:${tells}"] }] }] }
`;

const alertmanagerYaml = (hook: number) => `
route: { receiver: hook, group_by: [release], group_wait: 0s, group_interval: 1s, repeat_interval: 1h }
receivers: [{ name: hook, webhook_configs: [{ url: "http://127.0.0.1:${hook}/", send_resolved: false }] }]
`;

function listen(says: (body: string, answer: (text: string) => void) => void): Promise<Server> {
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => says(Buffer.concat(parts).toString("utf8"), (text) => response.end(text)));
  });
  return new Promise((done) => server.listen(0, "127.0.0.1", () => done(server)));
}

const portOf = (server: Server): number => (server.address() as AddressInfo).port;

async function ready(port: number): Promise<void> {
  for (let left = 150; left > 0; left -= 1) {
    const answer = await send(`http://127.0.0.1:${port}/-/ready`, {}).catch(() => null);
    if (answer?.status === 200) return;
    await wait(200);
  }
  throw new Error("Prometheus or Alertmanager was not ready within 30 s");
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const end = new Promise((done) => child.once("exit", done));
  child.kill("SIGTERM");
  await end;
}
