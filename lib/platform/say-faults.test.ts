import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { beforeAll, describe, expect, it } from "vitest";
import { testSite } from "@/lib/testing/api";
import { noteFault, noteReached } from "./page-request";
import { sayingFaults } from "./say-faults";
import { useSite } from "./site";

beforeAll(() => useSite(testSite));

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** What a browser gets when the framework does this. */
async function answerOf(handler: Handler, { method = "GET", path = "/inbox" } = {}) {
  const server = createServer((request, response) => {
    void sayingFaults({ request, response }, () => handler(request, response));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  const body = method === "POST" ? "x" : null;
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, { method, body });
  const found = { status: answer.status, headers: answer.headers, text: await answer.text() };
  server.close();
  return found;
}

const away = Object.assign(new Error("connect ECONNREFUSED 10.0.0.7:5432"), { code: "ECONNREFUSED" });
const full = Object.assign(new Error("could not extend file"), { code: "53100" });

/** As the framework answers what it could not make: in pieces, after a moment. */
function failing(fault?: unknown): Handler {
  return async (_request, response) => {
    if (fault !== undefined) noteFault(fault);
    await new Promise((done) => setImmediate(done));
    response.statusCode = 500;
    response.setHeader("x-request-id", "request-of-it");
    response.setHeader("content-encoding", "gzip");
    response.write("<html>");
    response.end("nothing</html>");
  };
}

describe("a page that failed", () => {
  it("for want of the database is answered 503, in words and alone", async () => {
    const { status, headers, text } = await answerOf(failing(away));
    expect([status, headers.get("retry-after"), headers.get("x-request-id")]).toEqual([
      503,
      "5",
      "request-of-it",
    ]);
    expect(headers.get("content-encoding")).toBeNull();
    expect(text).toContain("The database cannot be reached; try again soon.");
    expect(text).not.toMatch(/nothing<|10\.0\.0\.7/);
  });

  it("for want of room says what has to be done, and waits longer", async () => {
    const { status, headers, text } = await answerOf(failing(full));
    expect([status, headers.get("retry-after")]).toEqual([503, "30"]);
    expect(text).toContain("once whoever runs this installation has made room");
  });

  it("for another reason stays what the framework made of it", async () => {
    const bug = await answerOf(async (_request, response) => {
      noteFault(new TypeError("a bug"));
      response.writeHead(500, { "content-type": "text/html" });
      response.end("<html>a reference</html>");
    });
    expect([bug.status, bug.text]).toEqual([500, "<html>a reference</html>"]);
  });

  it("is left alone once its head is out, and where it is the API's", async () => {
    const late: Handler = async (_request, response) => {
      response.writeHead(200);
      response.write("half");
      noteFault(away);
      response.end();
    };
    expect(await answerOf(late)).toMatchObject({ status: 200, text: "half" });
    const plain: Handler = async (_request, response) => {
      noteFault(away);
      response.writeHead(500).end("{}");
    };
    expect(await answerOf(plain, { path: "/api/v1/me" })).toMatchObject({ status: 500, text: "{}" });
  });
});

describe("an act that failed", () => {
  it("before any code of ours was reached is the sender's fault", async () => {
    const { status, text } = await answerOf(failing(), { method: "POST" });
    expect(status).toBe(400);
    expect(text).toContain("did not arrive whole; nothing was changed");
    const large = await answerOf(failing(Object.assign(new Error("Body exceeded"), { statusCode: 413 })), {
      method: "POST",
    });
    expect(large.status).toBe(413);
  });

  it("in code of ours is a fault of ours", async () => {
    const own: Handler = async (_request, response) => {
      noteReached();
      response.writeHead(500).end("ours");
    };
    expect(await answerOf(own, { method: "POST" })).toMatchObject({ status: 500, text: "ours" });
  });
});
