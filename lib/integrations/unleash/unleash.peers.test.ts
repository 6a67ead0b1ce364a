import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseAllowedHosts, noHosts } from "@/lib/platform/public-addresses";
import { emptyDatabase } from "@/lib/testing/database";
import { eventually } from "@/lib/testing/interleave";
import { setFlag } from "./set-flag";
import { setShare } from "./set-share";
import type { Unleash } from "./unleash-api";

// A folder in which `npm install unleash-server@7` was done.
const folder = process.env["UNLEASH"] ?? "";
const program = join(folder, "node_modules", "unleash-server", "dist", "server.js");
const isHere = folder !== "" && existsSync(program);

const token = "*:*.countersign-test";
const features = "/api/admin/projects/default/features";
let unleash: Unleash;
let server: ChildProcess | null = null;

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

const ask = (method: string, path: string, body?: unknown) =>
  fetch(unleash.url + path, {
    method,
    headers: { authorization: token, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });

beforeAll(async () => {
  if (!isHere) return;
  const { url } = await emptyDatabase();
  const port = await freePort();
  const allowed = parseAllowedHosts("127.0.0.1") ?? noHosts;
  unleash = { url: `http://127.0.0.1:${port}`, token, allowed };
  server = spawn(process.execPath, [program], {
    stdio: "ignore",
    env: {
      PATH: process.env["PATH"],
      NODE_ENV: "production",
      DATABASE_URL: url,
      DATABASE_SSL: "false",
      CHECK_VERSION: "false",
      SEND_TELEMETRY: "false",
      HTTP_HOST: "127.0.0.1",
      HTTP_PORT: String(port),
      INIT_ADMIN_API_TOKENS: token,
    },
  });
  await eventually(async () => (await ask("GET", "/health").catch(() => null))?.status === 200);
  expect((await ask("POST", features, { name: "new-vad", type: "release" })).status).toBe(201);
  for (const environment of ["development", "production"])
    expect((await ask("POST", `${features}/new-vad/environments/${environment}/on`)).status).toBe(200);
}, 120_000);
afterAll(() => server?.kill());

async function standing(): Promise<Record<string, boolean>> {
  const { environments } = (await (await ask("GET", `${features}/new-vad`)).json()) as {
    environments: { name: string; enabled: boolean }[];
  };
  return Object.fromEntries(environments.map(({ name, enabled }) => [name, enabled]));
}

describe.runIf(isHere)("a real Unleash", () => {
  const off = { flag: "new-vad", isOn: false, dryRun: false };

  it("has a flag turned off and on again, in the environment that is meant", async () => {
    expect(await setFlag(unleash, { ...off, dryRun: true })).toEqual({
      succeeded: true,
      note: "new-vad in production would be turned off.",
    });
    expect(await standing()).toMatchObject({ production: true, development: true });
    expect(await setFlag(unleash, off)).toMatchObject({
      succeeded: true,
      note: "new-vad in production is off.",
    });
    expect(await standing()).toMatchObject({ production: false, development: true });
    expect(await setFlag(unleash, { ...off, environment: "development" })).toMatchObject({ succeeded: true });
    expect(await standing()).toMatchObject({ production: false, development: false });
    expect(await setFlag(unleash, { ...off, isOn: true })).toMatchObject({ succeeded: true });
    expect(await standing()).toMatchObject({ production: true, development: false });
  });

  it("says what it does not know", async () => {
    expect(await setFlag(unleash, { ...off, flag: "other" })).toMatchObject({
      succeeded: false,
      note: "Unleash knows no such project, flag or environment (404).",
    });
    expect(await setFlag(unleash, { ...off, environment: "moon" })).toMatchObject({
      succeeded: false,
      note: "Unleash knows no environment moon of new-vad.",
    });
    expect(await setFlag({ ...unleash, token: "*:*.wrong" }, off)).toMatchObject({
      succeeded: false,
      note: "Unleash refused the token (401).",
    });
  });

  it("has a share set by its one gradual rollout, the share before the switch, and read back", async () => {
    const make = (name: string) => ask("POST", features, { name, type: "release" });
    expect((await make("shared-vad")).status).toBe(201);
    const share = (percent: number) => setShare(unleash, { flag: "shared-vad", percent });
    expect(await share(5)).toEqual({
      succeeded: true,
      note: "shared-vad in production is on for 5 %.",
      percent: 5,
    });
    expect(await share(25)).toMatchObject({ succeeded: true, percent: 25 });
    expect(await share(25)).toMatchObject({ succeeded: true, percent: 25 });
    expect(await rollouts("shared-vad")).toEqual(["25"]);
    expect(await share(0)).toMatchObject({ succeeded: true, percent: 0 });
    expect(await share(5)).toMatchObject({ succeeded: true, percent: 5 });
    expect(await rollouts("shared-vad")).toEqual(["5"]);
    expect(await share(2.5)).toMatchObject({ succeeded: false, isFinal: true });
  });

  it("keeps its constraints while the share is set, and is refused with another strategy beside it, but for turning it off", async () => {
    const strategies = `${features}/narrow-vad/environments/production/strategies`;
    await ask("POST", features, { name: "narrow-vad", type: "release" });
    const constraints = [{ contextName: "appName", operator: "IN", values: ["speech"] }];
    const parameters = { rollout: "10", stickiness: "userId", groupId: "narrow-vad" };
    await ask("POST", strategies, { name: "flexibleRollout", parameters, constraints });
    const share = (percent: number) => setShare(unleash, { flag: "narrow-vad", percent });
    expect(await share(50)).toMatchObject({ succeeded: true, percent: 50 });
    const [kept] = (await (await ask("GET", strategies)).json()) as Record<string, unknown>[];
    expect(kept).toMatchObject({ constraints, parameters: { ...parameters, rollout: "50" } });
    await ask("POST", strategies, { name: "default", parameters: {}, constraints: [] });
    expect(await share(75)).toMatchObject({
      succeeded: false,
      isFinal: true,
      note: expect.stringContaining("other strategies than one gradual rollout") as unknown,
    });
    expect(await share(0)).toMatchObject({ succeeded: true, percent: 0 });
  });
});

async function rollouts(flag: string): Promise<unknown[]> {
  const found = await ask("GET", `${features}/${flag}/environments/production/strategies`);
  return ((await found.json()) as { parameters: { rollout: string } }[]).map(
    ({ parameters }) => parameters.rollout,
  );
}
