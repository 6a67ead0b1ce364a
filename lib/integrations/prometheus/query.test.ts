import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SourceFault } from "@/lib/metrics/source-model";
import { askPrometheus } from "./query";

let server: Server;
let url: string;
let answer: (request: IncomingMessage, response: ServerResponse) => void;
const seen: IncomingMessage[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    seen.push(request);
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const vector = (result: unknown[], more: object = {}) => ({
  status: "success",
  data: { resultType: "vector", result },
  ...more,
});
const says =
  (body: unknown, status = 200): typeof answer =>
  (_, response) =>
    response.writeHead(status).end(typeof body === "string" ? body : JSON.stringify(body));
const ask = (token: string | null = null) =>
  askPrometheus({ name: "main", url, token }, { query: 'up{a="b"}', at: 1_767_225_600_500 });

describe("a query to a Prometheus", () => {
  it("asks for one time, with the token, and reads values with their labels", async () => {
    answer = says(
      vector([
        { metric: { __name__: "up", region: "eu" }, value: [1, "0.25"] },
        { metric: { region: "us" }, value: [1, "NaN"] },
        { metric: {}, value: [1, "+Inf"] },
      ]),
    );
    expect(await ask("s3cret")).toEqual([
      { labels: { region: "eu" }, v: 0.25 },
      { labels: { region: "us" }, v: NaN },
      { labels: {}, v: Infinity },
    ]);
    const asked = new URL(seen.at(-1)?.url ?? "", url);
    expect(asked.pathname).toBe("/api/v1/query");
    expect(Object.fromEntries(asked.searchParams)).toMatchObject({
      query: 'up{a="b"}',
      time: "1767225600.500",
    });
    expect(seen.at(-1)?.headers.authorization).toBe("Bearer s3cret");
  });

  it("takes a scalar for one series, and none for none", async () => {
    answer = says({ status: "success", data: { resultType: "scalar", result: [1, "3"] } });
    expect(await ask()).toEqual([{ labels: {}, v: 3 }]);
    answer = says(vector([]));
    expect(await ask()).toEqual([]);
  });

  it.each([
    [
      "an error",
      { status: "error", error: 'parse error: unexpected "}"' },
      400,
      "refuses the query: parse error",
    ],
    ["no JSON", "<html>", 200, "no answer of a Prometheus"],
    ["something else", { status: "success", data: [] }, 200, "no answer of a Prometheus"],
    ["a status", "", 503, "status 503"],
    ["a matrix", { status: "success", data: { resultType: "matrix", result: [] } }, 200, "with a matrix"],
    ["a histogram", vector([{ metric: {}, histogram: [1, {}] }]), 200, "a histogram"],
    ["a word", vector([{ metric: {}, value: [1, "many"] }]), 200, "no number"],
    [
      "too many series",
      vector(Array.from({ length: 101 }, () => ({ metric: {}, value: [1, "1"] }))),
      200,
      "101 series",
    ],
    ["a part of the data", vector([], { warnings: ["store eu is down"] }), 200, "store eu is down"],
    ["a part, as VictoriaMetrics says it", vector([], { isPartial: true }), 200, "partial"],
    ["too much", "x".repeat(1024 * 1024 + 1), 200, "more than 1 MB"],
  ])("is a fault where the answer is %s", async (_, body, status, message) => {
    answer = says(body, status);
    await expect(ask()).rejects.toThrow(message);
    await expect(ask()).rejects.toThrow(SourceFault);
  });

  it("follows no redirect, so that nothing else is asked", async () => {
    answer = (_, response) => response.writeHead(302, { location: `${url}/elsewhere` }).end();
    const before = seen.length;
    await expect(ask("s3cret")).rejects.toThrow("redirects");
    expect(seen.length).toBe(before + 1);
  });

  it("waits so long and no longer, also for a body that never ends", async () => {
    answer = (_, response) => response.writeHead(200).write("{");
    const asked = askPrometheus({ name: "main", url, token: null }, { query: "up", at: 0, limitMs: 50 });
    await expect(asked).rejects.toMatchObject({
      isOfServer: true,
      message: expect.stringContaining("within 0.05 s"),
    });
  });

  it("says the code where nobody answers, and not the address", async () => {
    const closed = createServer();
    await new Promise<void>((resolve) => closed.listen(0, "127.0.0.1", resolve));
    const { port } = closed.address() as AddressInfo;
    await new Promise((resolve) => closed.close(resolve));
    const asked = askPrometheus(
      { name: "main", url: `http://127.0.0.1:${port}`, token: null },
      { query: "up", at: 0 },
    );
    await expect(asked).rejects.toMatchObject({
      isOfServer: true,
      message: "main cannot be reached: ECONNREFUSED",
    });
  });
});
