import { expect, it } from "vitest";

import { gateAnswer, problem, run, type Says, withServer } from "@/lib/cli/fixtures";

const ann = { name: "Ann Lee", email: "ann@example.org" };

async function refused(says: Says, argv: string[]) {
  return withServer(says, ({ url }) => run(url, argv));
}

it("says how to get a token where it was not accepted", async () => {
  const { exit, err, out } = await refused(
    () => problem(401, "not-signed-in"),
    ["release", "status", "silero"],
  );
  expect(exit).toBe(1);
  expect(out).toBe("");
  expect(err).toMatch(
    /^Refused \(401 not-signed-in\): It says not-signed-in\.\nThe token in COUNTERSIGN_TOKEN is unknown, has run out or was revoked\. Make a new one at http:\/\/127\.0\.0\.1:\d+\/settings\.\n$/,
  );
});

it("names the rule and those who may", async () => {
  const told = problem(403, "not-a-holder", {
    rule: "stage.advance",
    whoMay: [ann, { name: "Bo Ek", email: "bo@example.org" }],
  });
  const { exit, err } = await refused(() => told, ["release", "advance", "silero", "evaluate"]);
  expect(exit).toBe(1);
  expect(err).toContain("Rule: stage.advance\nWho may: Ann Lee <ann@example.org>, Bo Ek <bo@example.org>\n");
});

it("shows the blockers and the smallest set of acts where a stage cannot be left", async () => {
  const gates = [
    gateAnswer(),
    gateAnswer({ key: "later", stage: "canary", unblock: [{ message: "not now" }] }),
  ];
  const says: Says = ({ method, path }) =>
    method === "POST"
      ? problem(409, "gate-not-ready", { blockers: gateAnswer()["blockers"] })
      : {
          status: 200,
          body: path.endsWith("/gates")
            ? { items: gates, nextCursor: null }
            : { stages: [{ key: "evaluate", status: "current" }] },
        };
  const { exit, err } = await refused(says, ["release", "advance", "silero"]);
  expect(exit).toBe(1);
  expect(err).toContain(
    "Blockers\n  adapter-reviewed  It waits for 1 approval by platform. Can be cleared by Ann Lee",
  );
  expect(err).toContain(
    "What would make it ready (1 act)\n  1.  Ann Lee (platform) approves The adapter matches.\n",
  );
  expect(err).not.toContain("not now");
});

it("names each path that is wrong", async () => {
  const errors = [
    { path: "/stages/0/key", message: "missing; expected a key", line: 4, column: 7 },
    { path: "", message: "a gate names a role that is missing" },
    { path: "/slug", message: "not a slug", in: "path" },
  ];
  const { err } = await refused(
    () => problem(422, "invalid-input", { errors }),
    ["template", "publish", "-"],
  );
  expect(err).toContain("  /stages/0/key (line 4, column 7)  missing; expected a key\n");
  expect(err).toContain("the whole");
  expect(err).toContain("/slug");
});

it("does not say twice what is wrong with one field", async () => {
  const errors = [{ path: "/slug", message: "missing; expected a slug" }];
  const told = problem(422, "invalid-input", {
    title: "Not as expected",
    detail: "In the body: /slug: missing; expected a slug",
    errors,
  });
  const { err } = await refused(() => told, ["template", "publish", "-"]);
  expect(err).toBe("Refused (422 invalid-input): Not as expected.\n  /slug  missing; expected a slug\n");
});

it("gives the request's id where the server failed", async () => {
  const { exit, err } = await refused(() => problem(500, "internal"), ["release", "status", "silero"]);
  expect(exit).toBe(1);
  expect(err).toContain("Request: r-1\n");
});

it("prints the server's answer with --json, and the words to standard error", async () => {
  const { out, err } = await refused(
    () => problem(404, "not-found"),
    ["release", "status", "silero", "--json"],
  );
  expect(JSON.parse(out)).toMatchObject({ code: "not-found" });
  expect(err).toContain("Refused (404 not-found)");
});
