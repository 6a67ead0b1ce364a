import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";

import type { CommandModule, Exit } from "@/lib/cli/command";
import { run as bundleBom } from "@/lib/cli/commands/bundle-bom";
import { run as bundleCreate } from "@/lib/cli/commands/bundle-create";
import { run as bundleDiff } from "@/lib/cli/commands/bundle-diff";
import { run as bundleReplay } from "@/lib/cli/commands/bundle-replay";
import { run as bundleVerify } from "@/lib/cli/commands/bundle-verify";
import { run as checkReport } from "@/lib/cli/commands/check-report";
import { run as criteriaBacktest } from "@/lib/cli/commands/criteria-backtest";
import { run as criteriaLint } from "@/lib/cli/commands/criteria-lint";
import { run as gateStatus } from "@/lib/cli/commands/gate-status";
import { run as gateWait } from "@/lib/cli/commands/gate-wait";
import { run as metricsDeclare } from "@/lib/cli/commands/metrics-declare";
import { run as metricsList } from "@/lib/cli/commands/metrics-list";
import { run as metricsPush } from "@/lib/cli/commands/metrics-push";
import { run as releaseAdvance } from "@/lib/cli/commands/release-advance";
import { run as releaseCreate } from "@/lib/cli/commands/release-create";
import { run as releaseStatus } from "@/lib/cli/commands/release-status";
import { run as runner } from "@/lib/cli/commands/runner";
import { run as sign } from "@/lib/cli/commands/sign";
import { run as templatePublish } from "@/lib/cli/commands/template-publish";
import { run as templateShow } from "@/lib/cli/commands/template-show";
import { run as criteriaOverride } from "@/lib/cli/commands/criteria-override";
import { run as rollbackStart } from "@/lib/cli/commands/rollback-start";
import { run as rollbackAuthorise } from "@/lib/cli/commands/rollback-authorise";
import { run as rollbackDecline } from "@/lib/cli/commands/rollback-decline";
import { run as rollbackEndorse } from "@/lib/cli/commands/rollback-endorse";
import { run as rollbackStatus } from "@/lib/cli/commands/rollback-status";
import { run as rollbackVerify } from "@/lib/cli/commands/rollback-verify";
import { run as rollbackStepComplete } from "@/lib/cli/commands/rollback-step-complete";
import { run as rollbackStepRetry } from "@/lib/cli/commands/rollback-step-retry";
import { run as rollbackStepTakeOver } from "@/lib/cli/commands/rollback-step-take-over";
import { run as drillStart } from "@/lib/cli/commands/drill-start";
import { run as postmortemList } from "@/lib/cli/commands/postmortem-list";
import { run as postmortemShow } from "@/lib/cli/commands/postmortem-show";
import { run as drillList } from "@/lib/cli/commands/drill-list";
import { run as exportEvidence } from "@/lib/cli/commands/export";
import { run as verify } from "@/lib/cli/commands/verify";
import type { Io } from "@/lib/cli/io";
import { start } from "@/lib/cli/main";

export interface Seen {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: unknown;
  text: string;
}

export interface Told {
  status: number;
  body?: unknown;
  /** In place of a body, as it is. */
  text?: string | Buffer;
  headers?: Record<string, string>;
}

/** What the server says to a request; "reset" closes the connection instead. */
export type Says = (seen: Seen, count: number) => Told | "reset";

export interface TestServer {
  url: string;
  seen: Seen[];
  close: () => Promise<void>;
}

/** A server on a free port of the loopback interface that answers as told. */
export async function serve(says: Says): Promise<TestServer> {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const text = Buffer.concat(chunks).toString("utf8");
      const isJson = request.headers["content-type"] === "application/json";
      const one = { method: request.method ?? "", path: request.url ?? "", headers: request.headers, text };
      seen.push({ ...one, body: isJson && text !== "" ? (JSON.parse(text) as unknown) : null });
      const told = says(seen.at(-1) ?? { ...one, body: null }, seen.length);
      if (told === "reset") {
        request.socket.destroy();
        return;
      }
      const type = told.status < 400 ? "application/json" : "application/problem+json";
      response.writeHead(told.status, { "content-type": type, ...told.headers });
      response.end(told.text ?? (told.body === undefined ? "" : JSON.stringify(told.body)));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    seen,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

export interface Ran {
  exit: Exit;
  out: string;
  err: string;
  sleptMs: number[];
}

interface Options {
  env?: Record<string, string | undefined>;
  cwd?: string;
  stdin?: string;
  colours?: boolean;
}

/** Runs a command line in this process; time passes only while it sleeps. */
export async function run(url: string, argv: readonly string[], options: Options = {}): Promise<Ran> {
  const out: string[] = [];
  const err: string[] = [];
  const sleptMs: number[] = [];
  const io: Io = {
    env: { COUNTERSIGN_URL: url, COUNTERSIGN_TOKEN: "csn_test", ...options.env },
    cwd: options.cwd ?? tmpdir(),
    colours: options.colours ?? false,
    write: (text) => void out.push(text),
    warn: (text) => void err.push(text),
    readStdin: () => Promise.resolve(Buffer.from(options.stdin ?? "")),
    nowMs: () => sleptMs.reduce((sum, ms) => sum + ms, 0),
    sleep: (ms) => {
      sleptMs.push(ms);
      return Promise.resolve();
    },
  };
  const exit = await start({ argv, io, load });
  return { exit, out: out.join(""), err: err.join(""), sleptMs };
}

const runs: Readonly<Record<string, CommandModule["run"]>> = {
  "bundle create": bundleCreate,
  "bundle diff": bundleDiff,
  "bundle bom": bundleBom,
  "bundle replay": bundleReplay,
  "bundle verify": bundleVerify,
  "check report": checkReport,
  "gate status": gateStatus,
  "gate wait": gateWait,
  "release advance": releaseAdvance,
  "release create": releaseCreate,
  "release status": releaseStatus,
  sign,
  "template publish": templatePublish,
  "template show": templateShow,
  "metrics push": metricsPush,
  "metrics declare": metricsDeclare,
  "metrics list": metricsList,
  "criteria lint": criteriaLint,
  "criteria backtest": criteriaBacktest,
  "criteria override": criteriaOverride,
  "rollback start": rollbackStart,
  "rollback authorise": rollbackAuthorise,
  "rollback decline": rollbackDecline,
  "rollback endorse": rollbackEndorse,
  "rollback status": rollbackStatus,
  "rollback verify": rollbackVerify,
  "rollback step complete": rollbackStepComplete,
  "rollback step retry": rollbackStepRetry,
  "rollback step take-over": rollbackStepTakeOver,
  "drill start": drillStart,
  "drill list": drillList,
  "postmortem list": postmortemList,
  "postmortem show": postmortemShow,
  runner,
  export: exportEvidence,
  verify,
};

function load(name: string): CommandModule {
  const found = runs[name];
  if (found === undefined) throw new Error(`${name} has no file`);
  return { run: found };
}

/** One server for a test, closed after it. */
export async function withServer<T>(says: Says, act: (server: TestServer) => Promise<T>): Promise<T> {
  const server = await serve(says);
  try {
    return await act(server);
  } finally {
    await server.close();
  }
}

export const sha = (digit: string): string => `sha256:${digit.repeat(64)}`;

const ann = { id: "1", name: "Ann Lee", email: "ann@example.org" };

/** A gate as the API answers it. */
export function gateAnswer(over: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    key: "data-schema",
    title: "Data schema compatibility",
    stage: "evaluate",
    status: "open",
    drift: null,
    subjectDigest: sha("a"),
    requirements: [
      {
        key: "adapter-reviewed",
        kind: "item",
        title: "The adapter matches",
        guidance: "Compare names and shapes.",
        status: "open",
        subjectDigest: sha("b"),
        subject: { "silero-vad:code": sha("c") },
        slots: [
          {
            roles: ["platform"],
            count: 1,
            meaning: "I compared names and shapes",
            source: "template",
            filledBy: [],
          },
        ],
        votes: [],
        notes: [],
      },
      {
        key: "read-by-all",
        kind: "acknowledgement",
        title: null,
        status: "open",
        subjectDigest: sha("d"),
        subject: {},
        slots: [],
        votes: [],
        notes: [],
      },
    ],
    approval: null,
    blockers: [
      {
        code: "slots-open",
        requirement: "adapter-reviewed",
        message: "It waits for 1 approval by platform.",
        canBeClearedBy: [ann],
      },
    ],
    unblock: [
      {
        act: "approve",
        requirement: "adapter-reviewed",
        role: "platform",
        people: [ann],
        message: "Ann Lee (platform) approves The adapter matches.",
      },
    ],
    least: 1,
    exact: true,
    unsatisfiable: [],
    changesAt: null,
    ...over,
  };
}

/** A refusal as the API answers it. */
export function problem(status: number, code: string, over: Record<string, unknown> = {}): Told {
  return {
    status,
    body: {
      type: `/api-docs#${code}`,
      title: code,
      status,
      code,
      detail: `It says ${code}.`,
      requestId: "r-1",
      ...over,
    },
  };
}
