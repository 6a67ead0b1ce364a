// What people do, over HTTP, each with their own token.
import { randomUUID } from "node:crypto";
import { fail, say } from "./transcript.mjs";

/** @typedef {{name: string, email: string, roles: string[], access: string, token: string}} Person */

/** A refusal (RFC 9457) in one sentence: what, which field, who may instead. */
export function inWords({ status, body }) {
  const faults = (body?.errors ?? []).map(({ path, message }) => `${path}: ${message}`);
  const whoMay = (body?.whoMay ?? []).map(({ name }) => name);
  return [
    `${status} ${body?.code ?? ""}: ${body?.detail ?? body?.title ?? ""}`,
    ...(faults.length ? [faults.join("; ")] : []),
    ...(whoMay.length ? [`may: ${whoMay.join(", ")}`] : []),
  ].join(" — ");
}

/** @param {string} url of a running Countersign */
export function connect(url) {
  /** @param {Person} person @returns {Promise<{status: number, body: any}>} */
  async function send(person, method, path, body) {
    const response = await fetch(new URL(`/api/v1${path}`, url), {
      method,
      headers: {
        authorization: `Bearer ${person.token}`,
        accept: "application/json",
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...(method === "POST" ? { "idempotency-key": randomUUID() } : {}),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    return { status: response.status, body: text === "" ? null : JSON.parse(text) };
  }

  /** The answer, or the end of the run. 202 means that others have to agree: not expected here. */
  async function call(person, method, path, body) {
    const answer = await send(person, method, path, body);
    if (answer.status === 200 || answer.status === 201 || answer.status === 204) return answer.body;
    return fail(`${method} ${path} as ${person.name}: ${inWords(answer)}`);
  }

  return {
    send,
    call,
    get: (person, path) => call(person, "GET", path),

    /** The answer, or null where there is no such thing. */
    async find(person, path) {
      const answer = await send(person, "GET", path);
      if (answer.status === 404) return null;
      return answer.status === 200 ? answer.body : fail(`GET ${path}: ${inWords(answer)}`);
    },

    /** All items of a list, page by page. */
    async list(person, path) {
      const items = [];
      for (let cursor = ""; cursor !== null;) {
        const page = await call(person, "GET", `${path}?limit=100${cursor}`);
        items.push(...page.items);
        cursor = page.nextCursor === null ? null : `&cursor=${encodeURIComponent(page.nextCursor)}`;
      }
      return items;
    },

    /** A decision: tried by the first; where a refusal names who may, done by one of those. */
    async decide(first, people, method, path, body) {
      const answer = await send(first, method, path, body);
      if (answer.status !== 403)
        return answer.status < 202
          ? { by: first, body: answer.body }
          : fail(`${method} ${path} as ${first.name}: ${inWords(answer)}`);
      const emails = (answer.body.whoMay ?? []).map(({ email }) => email);
      const holder = people.find(({ email }) => emails.includes(email));
      if (!holder) return fail(`${method} ${path} as ${first.name}: ${inWords(answer)}`);
      say(`${first.name} may not decide this; ${holder.name} may`);
      return { by: holder, body: await call(holder, method, path, body) };
    },

    /**
     * A decision that may need several people: whoever is still missing is asked for the same act, until it is done.
     * Answers who took part.
     */
    async gather(first, people, method, path, body) {
      const part = [];
      for (let person = first; part.length < 9;) {
        const answer = await send(person, method, path, body);
        if (answer.status !== 403) part.push(person);
        if (answer.status === 200) return part;
        const asked =
          answer.status === 202
            ? answer.body.pendingDecision.missing.flatMap(({ whoMay }) => whoMay)
            : answer.status === 403
              ? (answer.body.whoMay ?? [])
              : [];
        const emails = asked.filter(({ onBehalfOf }) => !onBehalfOf).map(({ email }) => email);
        const next = people.find((each) => emails.includes(each.email) && !part.includes(each));
        if (!next) return fail(`${method} ${path} as ${person.name}: ${inWords(answer)}`);
        person = next;
      }
      return fail(`${method} ${path}: nine people do not suffice`);
    },

    /** A request that has to be refused in just this way. */
    async expectRefusal(person, method, path, body, expected) {
      const answer = await send(person, method, path, body);
      if (answer.status !== expected.status || answer.body?.code !== expected.code)
        fail(
          `expected ${expected.status} ${expected.code} for ${method} ${path} as ${person.name}, got ${inWords(answer)}`,
        );
      return answer;
    },
  };
}
