import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, describe, expect, it } from "vitest";
import { noHosts, parseAllowedHosts } from "@/lib/platform/public-addresses";
import { NotReached, type Outgoing, send } from "./outgoing";

const servers: Server[] = [];
afterAll(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
});

async function serve(answer: RequestListener): Promise<number> {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

const allowed = parseAllowedHosts("127.0.0.0/8, inside.test") ?? noHosts;
const ask = (url: string, more: Partial<Outgoing> = {}) =>
  send({ method: "GET", url, timeLimitMs: 5_000, allowed, ...more });
const why = async (asked: Promise<unknown>) =>
  asked.then(
    () => "it was answered",
    (error: unknown) => (error instanceof NotReached ? error.message : `thrown: ${String(error)}`),
  );

describe("a request to an address that somebody named", () => {
  it("sends what it is told and answers what came back", async () => {
    const port = await serve((request, response) => {
      response.writeHead(201, { "content-type": "text/plain; charset=utf-8" });
      request.pipe(response);
    });
    const answer = await ask(`http://127.0.0.1:${port}/`, { method: "POST", body: "höre" });
    expect(answer).toEqual({ status: 201, mediaType: "text/plain", location: null, text: "höre" });
  });

  it.each([
    "http://127.0.0.1/",
    "http://0x7f.1/",
    "http://2130706433/",
    "http://[::1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://169.254.169.254/latest/meta-data",
    "http://10.0.0.1/",
    "https://[fd00:ec2::254]/",
  ])("is refused for %s", async (url) => {
    expect(await why(ask(url, { allowed: noHosts }))).toMatch(/^Refused: \S+ is not a public address/);
  });

  it("is refused where a name points inside, be it with one of several addresses", async () => {
    const resolve = () =>
      Promise.resolve([
        { address: "93.184.216.34", family: 4 },
        { address: "10.0.0.1", family: 4 },
      ]);
    expect(await why(ask("http://sly.test/", { resolve }))).toBe(
      "Refused: sly.test is at 10.0.0.1, which is not a public address, and COUNTERSIGN_ALLOWED_PRIVATE_HOSTS does not name it.",
    );
    expect(await why(ask("http://localhost/", { allowed: noHosts }))).toMatch(/^Refused: localhost is at/);
  });

  it("goes to the address that was checked, whatever the name says by then", async () => {
    const port = await serve((request, response) => response.end(request.headers.host));
    let asked = 0;
    const resolve = () => {
      asked += 1;
      return Promise.resolve([{ address: "127.0.0.1", family: 4 }]);
    };
    const answer = await ask(`http://inside.test:${port}/`, { resolve });
    expect(answer.text).toBe(`inside.test:${port}`);
    expect(asked).toBe(1);
  });

  it("follows no redirection, and says where it points", async () => {
    let hits = 0;
    const port = await serve((request, response) => {
      hits += 1;
      response.writeHead(302, { location: "http://169.254.169.254/" });
      response.end();
    });
    expect(await ask(`http://127.0.0.1:${port}/`)).toMatchObject({
      status: 302,
      location: "http://169.254.169.254/",
    });
    expect(hits).toBe(1);
  });

  it("waits no longer than its limit, for an answer that does not begin or does not end", async () => {
    const silent = await serve(() => undefined);
    const dripping = await serve((_request, response) => void response.writeHead(200).write("a"));
    for (const port of [silent, dripping])
      expect(await why(ask(`http://127.0.0.1:${port}/`, { timeLimitMs: 200 }))).toBe(
        "There was no answer within 1 s.",
      );
    const resolve = () => new Promise<never>(() => undefined);
    expect(await why(ask("http://slow.test/", { timeLimitMs: 100, resolve }))).toBe(
      "There was no answer within 1 s.",
    );
  });

  it("reads no more than its limit", async () => {
    const port = await serve((_request, response) => response.end("x".repeat(200_000)));
    expect(await why(ask(`http://127.0.0.1:${port}/`))).toBe("The answer is longer than 65536 bytes.");
  });

  it("says in words why nothing came back", async () => {
    const gone = await serve((_request, response) => response.end());
    servers.pop()?.close();
    expect(await why(ask(`http://127.0.0.1:${gone}/`))).toBe(`127.0.0.1:${gone}: nothing answers there.`);
    const broken = await serve((request) => request.socket.destroy());
    expect(await why(ask(`http://127.0.0.1:${broken}/`))).toBe(
      `127.0.0.1:${broken}: the connection was lost.`,
    );
    const resolve = () => Promise.reject(Object.assign(new Error("no"), { code: "ENOTFOUND" }));
    expect(await why(ask("http://nowhere.test/", { resolve }))).toBe("nowhere.test: there is no such host.");
    expect(await why(ask("ftp://example.org/"))).toBe("ftp://example.org/ is no web address.");
  });
});
