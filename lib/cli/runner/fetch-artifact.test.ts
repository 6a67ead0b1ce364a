import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Allowed, readAllowed } from "./allowed";
import { fetchArtifact, type Wanted } from "./fetch-artifact";

const content = "the old model ".repeat(20_000);
const hashOf = (text: string) => createHash("sha256").update(text).digest("hex");
let root = "";
let url = "";
let other = "";
let allowed: Allowed;
const servers: ReturnType<typeof createServer>[] = [];

const answers: Record<string, (answer: ServerResponse) => void> = {
  "/m/good": (answer) => answer.end(content),
  "/m/chunked": (answer) => {
    answer.write(content.slice(0, 1_000));
    answer.end(content.slice(1_000));
  },
  "/m/changed": (answer) => answer.end(content.replace("old", "new")),
  "/m/shorter": (answer) => answer.end("short"),
  "/m/endless": (answer) => {
    const more = () => {
      while (answer.write(content));
      answer.once("drain", more);
    };
    more();
  },
  "/m/cut": (answer) => {
    answer.writeHead(200, { "content-length": content.length });
    answer.write("the", () => answer.destroy());
  },
  "/m/silent": () => undefined,
  "/m/stalls": (answer) => void answer.write("the old"),
  "/m/500": (answer) => answer.writeHead(500).end(),
  "/m/403": (answer) => answer.writeHead(403).end(),
  "/m/410": (answer) => answer.writeHead(410).end(),
  "/m/part": (answer) => answer.writeHead(206).end(content),
  "/m/zipped": (answer) => answer.writeHead(200, { "content-encoding": "gzip" }).end("zip"),
  "/m/moved": (answer) => answer.writeHead(302, { location: "/m/good" }).end(),
  "/m/away": (answer) => answer.writeHead(302, { location: `${other}/m/good?signature=secret` }).end(),
  "/m/outside": (answer) => answer.writeHead(301, { location: "/secret" }).end(),
  "/m/circle": (answer) => answer.writeHead(307, { location: "/m/circle" }).end(),
  "/m/nowhere": (answer) => answer.writeHead(302, { location: "http://[" }).end(),
  "/secret": (answer) => answer.end(content),
};

beforeAll(async () => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "countersign-fetch-")));
  mkdirSync(join(root, "folder"));
  writeFileSync(join(root, "good"), content);
  writeFileSync(join(root, "changed"), content.replace("old", "new"));
  writeFileSync(join(root, "longer"), `${content}.`);
  const listening = async () => {
    const server = createServer((request, answer) => {
      const says = answers[new URL(request.url ?? "/", "http://localhost").pathname];
      if (says === undefined) answer.writeHead(404).end();
      else says(answer);
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
  [url, other] = [await listening(), await listening()];
  const found = readAllowed({ cwd: root, from: [root, `${url}/m`], nodeModules: [], limitGib: undefined });
  if (found === null) throw new Error("something is allowed");
  allowed = found;
});
afterAll(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
  rmSync(root, { recursive: true, force: true });
});

const wanted = (uri: string, more: Partial<Wanted> = {}): Wanted => ({
  component: "detector",
  bundle: `sha256:${"a".repeat(64)}`,
  kind: "code",
  name: "model",
  uri,
  sha256: hashOf(content),
  size: content.length,
  ...more,
});
const fetching = (of: Wanted, { signal = new AbortController().signal, within = allowed } = {}) =>
  fetchArtifact(of, { allowed: within, signal, idleMs: 300 });
const from = (path: string) => fetching(wanted(`${url}${path}`));

describe("an artifact that is fetched", () => {
  it.each(["/m/good", "/m/chunked", "/m/moved"])("is verified by its hash: %s", async (path) => {
    expect(await from(path)).toEqual({ result: "verified", sha256: hashOf(content) });
  });

  it.each([
    ["/m/changed", "differs", /^Its SHA-256 is [0-9a-f]{64}\.$/],
    ["/m/shorter", "differs", /^It has 5 bytes; the manifest says 280000\.$/],
    ["/m/endless", "differs", /^It has more than the 280000 bytes/],
    ["/m/gone", "missing", /^It answers 404\.$/],
    ["/m/410", "missing", /^It answers 410\.$/],
    ["/m/500", "unreachable", /^It answers 500\.$/],
    ["/m/403", "unreachable", /^It answers 403\.$/],
    ["/m/part", "unreachable", /^It answers 206\.$/],
    ["/m/cut", "unreachable", /connection was lost|aborted/],
    ["/m/silent", "unreachable", /^Nothing came for 1 s\.$/],
    ["/m/stalls", "unreachable", /^Nothing came for 1 s\.$/],
    ["/m/zipped", "unreachable", /^It is sent encoded, as gzip\.$/],
    [
      "/m/outside",
      "unreachable",
      /^It redirects to http:\/\/127\.0\.0\.1:\d+\/secret, from where this runner may not fetch\.$/,
    ],
    ["/m/circle", "unreachable", /^It redirects more than 5 times\.$/],
    ["/m/nowhere", "unreachable", /^It redirects to something that is no address\.$/],
  ])("from %s is said to be %s, and why", async (path, result, note) => {
    expect(await from(path)).toMatchObject({ result, note: expect.stringMatching(note) as string });
  });

  it("is not followed to another host, and what the redirection carries is told to nobody", async () => {
    const found = await from("/m/away");
    expect(found).toEqual({
      result: "unreachable",
      note: `It redirects to ${other}/m/good, from where this runner may not fetch.`,
    });
  });

  it("is said to be changed with the hash that it has", async () => {
    expect(await from("/m/changed")).toMatchObject({ sha256: hashOf(content.replace("old", "new")) });
  });

  it("from a file is read and compared as well", async () => {
    expect(await fetching(wanted("good"))).toEqual({ result: "verified", sha256: hashOf(content) });
    expect(await fetching(wanted("changed"))).toMatchObject({ result: "differs" });
    expect(await fetching(wanted("longer"))).toMatchObject({
      note: "It has 280001 bytes; the manifest says 280000.",
    });
    expect(await fetching(wanted("folder"))).toMatchObject({
      result: "differs",
      note: expect.stringContaining("no file") as string,
    });
    expect(await fetching(wanted("gone"))).toMatchObject({ result: "missing" });
  });

  it("is not asked for where it is larger than the runner reads, or where nothing answers", async () => {
    const little = { ...allowed, mostBytes: 100 };
    expect(await fetching(wanted(`${url}/m/good`), { within: little })).toEqual({
      result: "unreachable",
      note: "It has 280000 bytes, more than this runner reads.",
    });
    const nobody = { ...allowed, addresses: [new URL("http://127.0.0.1:1")] };
    expect(await fetching(wanted("http://127.0.0.1:1/x"), { within: nobody })).toEqual({
      result: "unreachable",
      note: "Nothing answers there.",
    });
  });

  it("is given up when its time is over, with that word", async () => {
    const late = new AbortController();
    const found = fetching(wanted(`${url}/m/stalls`), { signal: late.signal });
    late.abort("It was not read in time.");
    expect(await found).toEqual({ result: "unreachable", note: "It was not read in time." });
  });
});
