// The service that hears clips: it serves one bundle to everybody, and a second
// one, the candidate, to the share of callers that is set.
//
//   POST /hear        a WAV file, with x-caller and x-speech ([[from, to], …] in seconds)
//   GET  /metrics     what was counted, for Prometheus
//   GET  /serving     who is served by what
//   PUT  /serving     {percent} or {live, candidate}, each {digest, model, adapter}
//
// It listens on loopback only. Setting what is served is not for callers; a real
// service has that behind a door of its own.
import { createServer } from "node:http";
import { pathToFileURL } from "node:url";
import { createCounters } from "./counters.mjs";
import { openBundle } from "./host.mjs";
import { cohortOf } from "./split.mjs";

const mostBytes = 4 * 1024 * 1024;

async function bodyOf(request) {
  const chunks = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > mostBytes) throw new Error("the body is too large");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const named = ({ digest, model, adapter }) => ({ digest, model, adapter });

export function createService() {
  const counters = createCounters();
  const open = new Map();
  let serving = { percent: 0, live: null, candidate: null };

  /** Bundles are loaded before they are served, and only once. */
  async function load(bundle) {
    if (bundle && !open.has(bundle.digest)) open.set(bundle.digest, await openBundle(bundle));
    return bundle && named(bundle);
  }

  async function change(asked) {
    const { percent = serving.percent } = asked;
    if (!(percent >= 0 && percent <= 100)) throw new Error("percent is from 0 to 100");
    const live = asked.live === undefined ? serving.live : await load(asked.live);
    const candidate =
      asked.candidate === undefined ? serving.candidate : await load(asked.candidate);
    if (live === null) throw new Error("something has to be live");
    if (percent > 0 && candidate === null) throw new Error("there is no candidate to expose");
    if (percent !== serving.percent) counters.forgetCallers();
    serving = { percent, live, candidate };
    return serving;
  }

  async function hear(request) {
    const caller = request.headers["x-caller"];
    if (!caller) throw new Error("x-caller is missing");
    const speechS = JSON.parse(request.headers["x-speech"] ?? "[]");
    const cohort = cohortOf(caller, serving.percent);
    const bundle = cohort === "canary" ? serving.candidate : serving.live;
    const clip = await open.get(bundle.digest).hear(await bodyOf(request), speechS);
    counters.add(cohort, { caller, ...clip });
    return { bundle: bundle.digest, cohort, frames: clip.frames, speech: clip.speech };
  }

  const routes = {
    "POST /hear": hear,
    "GET /metrics": () => counters.text(),
    "GET /serving": () => serving,
    "PUT /serving": async (request) => change(JSON.parse((await bodyOf(request)).toString("utf8"))),
  };

  return createServer(async (request, response) => {
    const route = routes[`${request.method} ${request.url}`];
    if (!route) return response.writeHead(404).end();
    try {
      const answer = await route(request);
      const isText = typeof answer === "string";
      response.writeHead(200, {
        "content-type": isText ? "text/plain; version=0.0.4" : "application/json",
      });
      return response.end(isText ? answer : `${JSON.stringify(answer)}\n`);
    } catch (error) {
      return response
        .writeHead(400, { "content-type": "application/json" })
        .end(`${JSON.stringify({ error: error.message })}\n`);
    }
  });
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const server = createService();
  server.listen(Number(process.env.PORT ?? 0), "127.0.0.1", () => {
    console.log(`listening at http://127.0.0.1:${server.address().port}`);
  });
  process.once("SIGTERM", () => process.exit(0));
}
