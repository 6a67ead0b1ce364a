import { createServer, request } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { admit } from "./incoming";

// The framework stands behind it; here whatever is let through is answered with 204.
const server = createServer((incoming, response) => {
  if (admit(incoming, response)) response.writeHead(204).end();
});
let port = 0;

beforeAll(async () => {
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  port = typeof address === "object" && address !== null ? address.port : 0;
});
afterAll(() => void server.close());

function statusOf(method: string, path: string): Promise<number | undefined> {
  return new Promise((done, fail) => {
    const sent = request({ host: "127.0.0.1", port, method, path }, (answer) => {
      answer.resume();
      done(answer.statusCode);
    });
    sent.once("error", fail);
    sent.end();
  });
}

test.each([
  ["an ordinary request is let through", "GET", "/inbox", 204],
  ["an address that cannot be decoded is refused, not broken on", "GET", "/%ff", 400],
  ["TRACE, which the framework breaks on, is refused", "TRACE", "/inbox", 405],
])("%s", async (_name, method, path, status) => {
  expect(await statusOf(method, path)).toBe(status);
});
