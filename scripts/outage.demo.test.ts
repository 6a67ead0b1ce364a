import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Outage, startOutage } from "@/lib/testing/outage";

let outage: Outage;
let url = "";
let cookie = "";
beforeAll(async () => {
  outage = await startOutage();
  ({ url } = outage);
  cookie = `${outage.cookie.name}=${outage.cookie.value}`;
});
afterAll(() => outage.close());

const pages = ["/", "/inbox", "/releases/one", "/releases/one/readiness", "/templates", "/settings/people"];
const open = (path: string, headers: Record<string, string> = {}) =>
  fetch(`${url}${path}`, { headers: { cookie, ...headers }, redirect: "manual" });
const statuses = () => Promise.all(pages.map(async (path) => [path, (await open(path)).status]));
const all = (status: number) => pages.map((path) => [path, status]);

/** The id of the act that the sign-in form sends without script. */
async function signInAction(): Promise<string> {
  const page = await (await open("/sign-in", { cookie: "" })).text();
  return /\$ACTION_ID_([0-9a-f]+)/.exec(page)?.[1] ?? "";
}

describe("while the database is away", () => {
  it("pages are answered 503 in words, ask again by themselves, and are there again with it", async () => {
    expect(await statuses()).toEqual(all(200));
    await outage.cut();
    expect(await statuses()).toEqual(all(503));
    const answer = await open("/inbox");
    const text = await answer.text();
    expect(answer.headers.get("retry-after")).toBe("5");
    expect(answer.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(answer.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(text).toContain("The database cannot be reached");
    expect(text).toContain('<meta http-equiv="refresh" content="5">');
    expect(text).toContain(answer.headers.get("x-request-id"));
    expect(text).not.toMatch(/ECONN|127\.0\.0\.1|prisma/i);
    await outage.mend();
    expect(await statuses()).toEqual(all(200));
  });

  it("the API is answered 503 with Retry-After, and probes say which part it is", async () => {
    await outage.cut();
    const headers = { authorization: `Bearer ${outage.token}` };
    const answer = await fetch(`${url}/api/v1/me`, { headers });
    expect(answer.status).toBe(503);
    expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(await answer.json()).toMatchObject({ status: 503, code: "unavailable" });
    expect([(await open("/healthz")).status, (await open("/readyz")).status]).toEqual([200, 503]);
    await outage.mend();
    expect((await open("/readyz")).status).toBe(200);
  });

  it("whoever signs in is told so where they do", async () => {
    const body = new FormData();
    body.set(`$ACTION_ID_${await signInAction()}`, "");
    body.set("email", "cora@example.org");
    body.set("password", "correct horse battery staple");
    await outage.cut();
    const headers = { origin: url };
    const answer = await fetch(`${url}/sign-in`, { method: "POST", body, headers, redirect: "manual" });
    await outage.mend();
    expect(answer.status).toBe(303);
    expect(answer.headers.get("location")).toContain("/sign-in?error=unavailable");
  });
});

describe("a database that was started again", () => {
  it("is used again by the web process that ran on", async () => {
    expect(await statuses()).toEqual(all(200));
    const startAgain = await outage.stopDatabase();
    expect(await statuses()).toEqual(all(503));
    await startAgain();
    expect(await statuses()).toEqual(all(200));
  });
});

interface Sent {
  action?: string;
  type?: string;
  body: string;
}

const form = "multipart/form-data; boundary=x";
const text = "text/plain;charset=UTF-8";
const part = (name: string, value: string) =>
  `--x\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
const end = "--x--\r\n";
const nobodys = "7f".repeat(21);
const large = "x".repeat(1_100_000);

/** What no page of ours sends, from a page of ours; each with the status that it is refused with. */
const unreadable: [what: string, status: number, sent: (action: string) => Sent][] = [
  ["an act that nobody knows", 409, () => ({ action: nobodys, type: text, body: "[]" })],
  ["a name that no act can have", 400, () => ({ action: "../../x", type: text, body: "[]" })],
  ["a body that is no list", 400, (action) => ({ action, type: text, body: "{{{" })],
  ["another content type", 400, (action) => ({ action, type: "application/xml", body: "<a/>" })],
  ["no content type", 400, (action) => ({ action, body: "\u0000\u0001" })],
  ["half a form", 400, () => ({ type: form, body: part("a", "b") })],
  ["half a form for an act", 400, (action) => ({ action, type: form, body: part("0", "[") })],
  ["a form without its boundary", 400, () => ({ type: "multipart/form-data", body: part("a", "b") })],
  [
    "references to nothing",
    400,
    (action) => ({ action, type: form, body: `${part("0", '["$K1","$F9"]')}${end}` }),
  ],
  [
    "a form for nobody's act",
    409,
    () => ({ type: form, body: `${part(`$ACTION_ID_${nobodys}`, "")}${end}` }),
  ],
  [
    "a form that lacks its act",
    400,
    () => ({ type: form, body: `${part("$ACTION_REF_1", "")}${part("$ACTION_1:0", "{")}${end}` }),
  ],
  ["a text that is too long", 413, (action) => ({ action, type: text, body: JSON.stringify([large]) })],
  [
    "a form that is too long",
    413,
    (action) => ({ type: form, body: `${part(`$ACTION_ID_${action}`, "")}${part("email", large)}${end}` }),
  ],
];

function post(path: string, { action, type, body }: Sent): Promise<{ status: number; text: string }> {
  const headers = {
    origin: url,
    cookie,
    "content-length": Buffer.byteLength(body),
    ...(action === undefined ? {} : { "next-action": action }),
    ...(type === undefined ? {} : { "content-type": type }),
  };
  return new Promise((done, fail) => {
    const sent = request(`${url}${path}`, { method: "POST", headers }, (answer) => {
      const parts: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => parts.push(chunk));
      answer.on("end", () => done({ status: answer.statusCode ?? 0, text: Buffer.concat(parts).toString() }));
    });
    sent.on("error", fail);
    sent.end(body);
  });
}

describe("an act that nobody can read is refused in words, not answered with a 500:", () => {
  it.each(unreadable)("%s", async (_what, status, sent) => {
    const answer = await post("/sign-in", sent(await signInAction()));
    expect(answer.status).toBe(status);
    const words = {
      400: /did not arrive whole; nothing was changed|Invalid Server Action/,
      409: /unavailable/,
      413: /may hold 1048576 bytes/,
    };
    expect(answer.text).toMatch(words[status as keyof typeof words]);
  });
});
