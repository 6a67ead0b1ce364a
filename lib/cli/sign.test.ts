import { expect, it } from "vitest";

import { gateAnswer, problem, run, type Says, sha, withServer } from "@/lib/cli/fixtures";

const signed = {
  id: "v",
  status: "satisfied",
  gate: { key: "data-schema", status: "ready", subjectDigest: sha("a") },
};
const says: Says = ({ method }) =>
  method === "GET" ? { status: 200, body: gateAnswer() } : { status: 200, body: signed };
const place = ["sign", "silero", "data-schema"];

it("shows what is signed and in which meaning, and sends the vote for just that content", async () => {
  await withServer(says, async ({ url, seen }) => {
    const { exit, out } = await run(url, [...place, "adapter-reviewed", "--role", "platform"]);
    expect(exit).toBe(0);
    expect(out).toContain("adapter-reviewed: open\nThe adapter matches\nCompare names and shapes.\n");
    expect(out).toContain('As platform you sign: "I compared names and shapes"\n');
    expect(out).toContain("silero-vad:code  sha256:cccccccccccc…\n");
    expect(out).toContain(
      "Recorded: approve, as platform. It is now satisfied, the gate data-schema is ready.\n",
    );
    expect(seen[1]).toMatchObject({
      method: "POST",
      path: "/api/v1/releases/silero/gates/data-schema/votes",
      body: { requirement: "adapter-reviewed", role: "platform", vote: "approve", subjectDigest: sha("b") },
    });
  });
});

it("votes on the gate where no requirement is named", async () => {
  await withServer(says, async ({ url, seen }) => {
    await run(url, [...place, "--role", "technical-lead", "--vote", "needs-work", "--reason", "no tests"]);
    expect(seen[1]?.body).toEqual({
      role: "technical-lead",
      vote: "needs-work",
      reason: "no tests",
      subjectDigest: sha("a"),
    });
  });
});

it("signs on behalf of whoever delegated the role", async () => {
  await withServer(says, async ({ url, seen }) => {
    const who = ["--role", "technical-lead", "--on-behalf-of", "lead@example.org"];
    const { out } = await run(url, [...place, ...who]);
    expect(out).toContain("Recorded: approve, as technical-lead on behalf of lead@example.org.");
    expect(seen[1]?.body).toEqual({
      role: "technical-lead",
      onBehalfOf: "lead@example.org",
      vote: "approve",
      subjectDigest: sha("a"),
    });
  });
});

it("approves on conditions, each with its own time or all with one", async () => {
  const [ada, eve] = ["ada@example.org: document the edge cases", "eve@example.org:alert on drift: p99"];
  const asked = { text: "document the edge cases", owner: "ada@example.org" };
  const alert = { text: "alert on drift: p99", owner: "eve@example.org" };
  await withServer(says, async ({ url, seen }) => {
    const sent = async (...more: string[]) => {
      expect((await run(url, [...place, "adapter-reviewed", "--role", "platform", ...more])).exit).toBe(0);
      return seen.at(-1)?.body;
    };
    expect(await sent("--condition", ada, "--until", "2026-12-01")).toMatchObject({
      vote: "approve",
      conditions: [{ ...asked, due: "2026-12-01" }],
    });
    const each = ["--until", "2026-12-01", "--until", "2026-12-02T17:00:00Z"];
    expect(await sent("--condition", ada, "--condition", eve, ...each)).toMatchObject({
      conditions: [
        { ...asked, due: "2026-12-01" },
        { ...alert, due: "2026-12-02T17:00:00Z" },
      ],
    });
    expect(await sent("--condition", ada, "--until=2026-12-01", "--condition", eve)).toMatchObject({
      conditions: [{ due: "2026-12-01" }, { due: "2026-12-01" }],
    });
    expect(await sent()).not.toHaveProperty("conditions");
  });
});

it("acknowledges with --acknowledge, and asks for it where nothing else is possible", async () => {
  await withServer(says, async ({ url, seen }) => {
    const refused = await run(url, [...place, "read-by-all", "--role", "on-call"]);
    expect(refused).toMatchObject({ exit: 2 });
    expect(refused.err).toContain("add --acknowledge");
    const done = await run(url, [...place, "read-by-all", "--role", "on-call", "--acknowledge"]);
    expect(done.out).toContain("Acknowledged, as on-call.");
    expect(seen.at(-1)).toMatchObject({
      path: "/api/v1/releases/silero/gates/data-schema/acknowledgements",
      body: { requirement: "read-by-all", role: "on-call", subjectDigest: sha("d") },
    });
  });
});

it.each([
  [["--acknowledge"], "--acknowledge needs a REQUIREMENT"],
  [["read-by-all", "--acknowledge", "--vote", "approve"], "--acknowledge goes without --vote."],
  [["read-by-all", "--acknowledge", "--condition", "a@b.c: d"], "--acknowledge goes without --condition."],
  [["adapter-reviewed", "--until", "2026-12-01"], "--until goes with a --condition."],
  [["adapter-reviewed", "--condition", "a@b.c: d"], "is 1 --condition and 0 --until"],
  [
    ["adapter-reviewed", "--condition", "a@b.c: d", "--until", "2026-12-01", "--until", "2026-12-02"],
    "is 1 --condition and 2 --until",
  ],
  [
    ["adapter-reviewed", "--condition", "document it", "--until", "2026-12-01"],
    '"document it" does not say who and what.',
  ],
  [
    ["adapter-reviewed", "--vote", "reject", "--condition", "a@b.c: d", "--until", "2026-12-01"],
    "Only an approval has conditions",
  ],
  [["adapter-reviewd"], "Did you mean adapter-reviewed?\nIt has adapter-reviewed, read-by-all."],
])("refuses %j", async (more, words) => {
  await withServer(says, async ({ url, seen }) => {
    const { exit, err } = await run(url, [...place, ...more, "--role", "platform"]);
    expect(exit).toBe(2);
    expect(err).toContain(words);
    expect(seen.some(({ method }) => method === "POST")).toBe(false);
  });
});

it("insists on a digest, and tells which one the content has now", async () => {
  const changed: Says = ({ method }) =>
    method === "GET" ? { status: 200, body: gateAnswer() } : problem(409, "subject-changed");
  await withServer(changed, async ({ url, seen }) => {
    const { exit, out, err } = await run(url, [
      ...place,
      "adapter-reviewed",
      "--role",
      "platform",
      "--digest",
      sha("f"),
    ]);
    expect(exit).toBe(1);
    expect(seen[1]?.body).toMatchObject({ subjectDigest: sha("f") });
    expect(out).toContain(
      `Digest ${sha("b")}, and you insist on ${sha("f")}: this is not what you mean to sign.`,
    );
    expect(err).toContain(`It has the digest ${sha("b")} now.`);
  });
});

it("prints the server's answer alone with --json", async () => {
  await withServer(says, async ({ url }) => {
    const { out } = await run(url, [...place, "--role", "platform", "--json"]);
    expect(JSON.parse(out)).toEqual(signed);
  });
});
