import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { castVote } from "@/lib/gates/cast-vote";
import { getGate } from "@/lib/gates/queries";
import { AppError } from "@/lib/platform/errors";
import { testApi } from "@/lib/testing/api";
import { type Caller, type CallerName, makeCallers } from "@/lib/testing/callers/callers";
import { commandCases } from "@/lib/testing/callers/commands";
import { type EndpointCase, endpointCases } from "@/lib/testing/callers/endpoints";
import { makeStage, type Stage } from "@/lib/testing/callers/stage";
import { testDatabase } from "@/lib/testing/database";
import { makeEntries } from "@/lib/testing/entries";
import { columnsHolding } from "@/lib/testing/naming-columns";
import { numberEntries } from "@/lib/testing/number-entries";
import { provenRoots } from "@/lib/testing/proven-roots";
import { sampleTemplate } from "@/lib/testing/release";
import { makeWorld, type World } from "@/lib/testing/world";
import { admitByProvider } from "./admit-by-provider";
import { createPerson } from "./create-person";
import { disablePerson } from "./disable-person";
import { enablePerson } from "./enable-person";
import { erasePerson } from "./erase-person";
import type { ErasureView } from "./erasure-schemas";
import { findActor } from "./find-actor";
import { invitePerson } from "./invite-person";
import { signIn } from "./sign-in";

let world: World;
let owner: pg.Client;
let callers: Record<CallerName, Caller>;
let cases: Record<string, EndpointCase>;
let stage: Stage;
const ids: Record<string, string> = {};
const tokens: Record<string, string> = {};
let before: ErasureView;
let rootsBefore: Awaited<ReturnType<typeof provenRoots>>;

const reason = "They left and asked for it.";
const at = (name: string) => `${name}@example.org`;
const erased = (name: string) => `${ids[name]?.slice(-12)}@erased.invalid`;
const byAda = async () => world.call(await world.actor("ada"));

/** mia has signed in, called reviews and owes something; ed has signed, shares a rota with rita, and took over a shift of it. */
beforeAll(async () => {
  const { url } = await testDatabase();
  world = await makeWorld(url);
  owner = new pg.Client({ connectionString: url });
  await owner.connect();
  await world.release({ slug: "first" });
  callers = await makeCallers(world);
  stage = await makeStage(world, JSON.stringify({ ...sampleTemplate, key: "another" }));
  cases = endpointCases(stage, commandCases(stage));
  await say("rita", "Agreed with Mia@Example.org, who is on leave, not with joannmia@example.org.");
  await numberEntries(world.kernel.db);
  for (const name of ["mia", "ed"]) {
    ids[name] = (await world.actor(name)).id;
    tokens[name] = callers[name === "mia" ? "member" : "engineer"].token ?? "";
  }
  rootsBefore = await provenRoots(world.kernel);
  before = await preview("mia");
  const texts = before.mentions.map(({ seq, path }) => ({ seq, path }));
  await erasePerson.execute(world.kernel, { person: at("mia"), reason, texts }, await byAda());
  await erasePerson.execute(world.kernel, { person: at("ed"), reason }, await byAda());
  await numberEntries(world.kernel.db);
}, 120_000);
afterAll(async () => {
  await owner.end();
  await world.close();
});

async function preview(name: string): Promise<ErasureView> {
  const token = callers.admin.token ?? "";
  const answer = await testApi(world.kernel).request("GET", `/people/${at(name)}/erasure`, { token });
  expect(answer.status).toBe(200);
  return answer.as<ErasureView>();
}

async function say(name: string, words: string): Promise<void> {
  const actor = await world.actor(name);
  const { slug, gate, requirement } = stage.open;
  const { requirements } = await getGate(world.kernel.db.prisma, {
    slug,
    gate,
    actor,
    now: world.clock.now(),
  });
  const subjectDigest = requirements.find(({ key }) => key === requirement)?.subjectDigest ?? "";
  const vote = {
    release: slug,
    gate,
    requirement,
    role: "reviewer",
    vote: "comment",
    reason: words,
    subjectDigest,
  };
  await castVote.execute(world.kernel, vote as never, world.call(actor));
}

const refusal = (asked: Promise<unknown>) =>
  asked.then(
    () => "done",
    (error: unknown) => (error instanceof AppError ? `${error.code}: ${error.message}` : String(error)),
  );

describe("the dry run", () => {
  it("says what would be erased, what ends, what names them elsewhere and what stays", () => {
    expect(before).toMatchObject({
      person: { email: at("mia") },
      becomes: { email: erased("mia"), name: `Erased person ${ids["mia"]?.slice(-12, -8)}` },
      faults: [],
      erases: { sessions: 1, tokens: 1, identities: 2, invitations: 1, views: 1, calendarAddresses: 1 },
      owes: [
        { release: stage.obliged.slug, title: "Ask support." },
        { release: stage.open.slug, title: "Watch refunds." },
      ],
    });
    expect(before.erases.openings).toBeGreaterThan(5);
    expect(before.stays.acts).toBeGreaterThan(3);
    expect(before.mentions).toMatchObject([{ type: "vote.cast", path: "reason", release: stage.open.slug }]);
    expect(before.consequences).not.toBeNull();
  });

  it("is for admins", async () => {
    const answer = await testApi(world.kernel).request("GET", `/people/${at("rita")}/erasure`, {
      token: callers.champion.token ?? "",
    });
    expect(answer.status).toBe(403);
  });
});

describe("after somebody was erased", () => {
  it("nothing in the whole database holds their address", async () => {
    expect(await columnsHolding(owner, "mia@example.org")).toEqual({});
    expect(await columnsHolding(owner, ` ${at("ed")}`)).toEqual({});
    const left = await columnsHolding(owner, `"${at("ed")}"`);
    expect(left).toEqual({});
  });

  it("what names somebody else alone stays, and what they wrote", async () => {
    const { rows } = await owner.query<{ text: string }>("SELECT text FROM concerns WHERE id = $1", [
      stage.concern,
    ]);
    expect(rows).toEqual([{ text: "Nobody speaks of the night." }]);
    const { rows: votes } = await owner.query<{ reason: string }>(
      "SELECT reason FROM votes WHERE reason = '[erased]'",
    );
    expect(votes).toHaveLength(1);
  });

  it("every entry is what it was, in its place, and proved by the checkpoint that was signed before", async () => {
    const after = await provenRoots(world.kernel);
    expect(after.checkpoint).toBe(rootsBefore.checkpoint);
    expect(after.proved).toEqual(rootsBefore.proved);
    expect(after.proved.length).toBeGreaterThan(100);
  });

  it("the ledger tells of it by their id alone, and of all that ended with it", async () => {
    const entries = makeEntries(world.kernel.db);
    const entry = await entries.last("person.erased");
    expect(entry).toMatchObject({
      actor: { kind: "person", id: (await world.actor("ada")).id },
      by: { rule: "admin" },
      subjects: { person: ids["ed"] },
      payload: { erased: { tokens: 1, texts: 0 } },
    });
    const { rows } = await owner.query<{ type: string; subjects: Record<string, string> }>(
      `SELECT e.type, convert_from(e.bytes, 'UTF8')::json->'subjects' AS subjects FROM ledger_entries e
       WHERE e.request_id = (SELECT request_id FROM ledger_entries WHERE type = 'person.erased' ORDER BY ordinal DESC LIMIT 1) ORDER BY e.ordinal`,
    );
    expect(rows.map(({ type }) => type)).toEqual([
      "person.disabled",
      "rota.changed",
      "override.ended",
      "person.erased",
    ]);
  });

  it("the rota goes on without them", async () => {
    const answer = await testApi(world.kernel).request("GET", `/rotas/${stage.rota.key}`, {
      token: callers.admin.token ?? "",
    });
    expect(answer.as<{ people: { email: string }[] }>().people.map(({ email }) => email)).toEqual([
      at("rita"),
    ]);
  });

  it("every answer of the API reads on, and names nobody who was erased", async () => {
    const token = callers.admin.token ?? "";
    const wrong: string[] = [];
    for (const [name, { path }] of Object.entries(cases)) {
      if (!name.startsWith("GET ") || name === "GET /events") continue;
      const asked = path.replaceAll(at("mia"), erased("mia")).replaceAll(at("ed"), erased("ed"));
      const answer = await testApi(world.kernel).request("GET", asked, { token });
      const text = JSON.stringify(answer.body ?? "");
      if (answer.status >= 500) wrong.push(`${name}: ${answer.status}`);
      if (text.includes("mia@example.org") || text.includes(`"${at("ed")}"`))
        wrong.push(`${name} names them`);
    }
    expect(wrong).toEqual([]);
  });

  it("their acts say what stands in their place", async () => {
    const token = callers.admin.token ?? "";
    const answer = await testApi(world.kernel).request("GET", "/ledger/entries?limit=200", { token });
    const { items } = answer.as<{
      items: { actor: { id: string; name: string }; type: string; erased: string[] }[];
    }>();
    const names = items.filter(({ actor }) => actor.id === ids["mia"]).map(({ actor }) => actor.name);
    expect(new Set(names)).toEqual(new Set([`Erased person ${ids["mia"]?.slice(-12, -8)}`]));
    const created = items.find(({ type, erased: paths }) => type === "person.created" && paths.length > 0);
    expect(created?.erased).toEqual(["email", "name"]);
    const people = await testApi(world.kernel).request("GET", "/people?state=erased", { token });
    expect(
      people
        .as<{ items: { email: string }[] }>()
        .items.map(({ email }) => email)
        .sort(),
    ).toEqual([erased("mia"), erased("ed")].sort());
  });

  it("nothing lets them in: no session, no token, no password, no invitation, no enabling", async () => {
    const address = "192.0.2.77";
    for (const name of ["mia", "ed"]) {
      const authorization = `Bearer ${tokens[name]}`;
      expect(
        await findActor(world.kernel, { authorization, session: null, address }).catch(() => null),
      ).toBeNull();
    }
    expect(
      await findActor(world.kernel, { authorization: null, session: stage.session, address }),
    ).toBeNull();
    const headers = new Headers({ "x-forwarded-for": "192.0.2.78" });
    for (const email of [at("mia"), erased("mia")])
      expect(
        await refusal(signIn(world.kernel, { email, password: "correct horse battery", headers })),
      ).toMatch(/^wrong-credentials/);
    const operator = world.call({ kind: "system", job: "operator" });
    expect(await refusal(invitePerson.execute(world.kernel, { person: erased("mia") }, operator))).toMatch(
      /disabled/,
    );
    expect(
      await refusal(enablePerson.execute(world.kernel, { person: erased("mia") }, await byAda())),
    ).toMatch(/nothing brings them back/);
  });

  it("who signs in by the same subject is somebody new, under the address that is free again", async () => {
    const { identities } = before.erases;
    expect(identities).toBe(2);
    const vouched = {
      issuer: "https://login.example.org",
      subject: "mia",
      email: at("mia"),
      emailVerified: true,
      name: "Mia",
      groups: null,
      providerSession: null,
      createFor: ["example.org"],
    };
    const { personId } = await admitByProvider.execute(
      world.kernel,
      vouched,
      world.call({ kind: "system", job: "single-sign-on" }),
    );
    expect(personId).not.toBe(ids["mia"]);
    expect((await world.actor("mia")).id).toBe(personId);
  });
});

describe("erasing is refused", () => {
  it.each([
    ["twice", () => erased("ed"), "ada", reason, /^conflict: .*already/],
    ["oneself", () => at("ada"), "ada", reason, /^conflict: .*Another admin erases you.*last admin/],
    [
      "for a reason that names the person",
      () => at("sid"),
      "ada",
      "Sid asked, sid@example.org.",
      /^invalid-input: .*names the person/,
    ],
    ["by who is no admin", () => at("sid"), "cora", reason, /^access-level/],
    [
      "of whoever is alone on a rota",
      () => at("rita"),
      "ada",
      reason,
      /^conflict: .*Nobody else is on the rota/,
    ],
    ["of nobody", () => at("nobody"), "ada", reason, /^not-found/],
  ])("%s", async (_, person, by, why, words) => {
    const call = world.call(await world.actor(by));
    expect(await refusal(erasePerson.execute(world.kernel, { person: person(), reason: why }, call))).toMatch(
      words,
    );
  });

  it("with a text that does not name them", async () => {
    const texts = [stage.text];
    const asked = erasePerson.execute(world.kernel, { person: at("sid"), reason, texts }, await byAda());
    expect(await refusal(asked)).toMatch(/^invalid-input: texts\/0/);
  });

  it("where another admin was quicker: one of two at once does it, and disabling beside it finds nobody", async () => {
    await world.person("zoe");
    const call = await byAda();
    const erase = () => erasePerson.execute(world.kernel, { person: at("zoe"), reason }, call);
    const ends = await Promise.all([erase(), erase()].map(refusal));
    expect(ends.filter((end) => end === "done")).toHaveLength(1);
    expect(await refusal(disablePerson.execute(world.kernel, { person: at("zoe") }, call))).toMatch(
      /^not-found/,
    );
  });
});

describe("an address that stands for an erased person", () => {
  it("is given to nobody", async () => {
    const asked = createPerson.execute(
      world.kernel,
      { name: "X", email: "abc@erased.invalid" },
      await byAda(),
    );
    expect(await refusal(asked)).toMatch(/^invalid-input/);
    await expect(
      owner.query("UPDATE people SET erased_at = NULL WHERE erased_at IS NOT NULL"),
    ).rejects.toThrow(/erased once/);
  });
});

describe("the application's role", () => {
  it.each([
    ["change a name", "UPDATE people SET name = 'x'"],
    ["erase an opening by itself", "DELETE FROM ledger_openings"],
    ["erase a reason", "UPDATE votes SET reason = '[erased]'"],
    [
      "erase a reason with the mark set",
      "SET countersign.erasing = 'on'; UPDATE votes SET reason = '[erased]'",
    ],
    [
      "open a closed range with the mark set",
      "SET countersign.erasing = 'on'; UPDATE holds SET valid_to = NULL WHERE valid_to IS NOT NULL",
    ],
    ["extend what may be erased", "INSERT INTO erasable_columns VALUES ('ledger_entries', 'bytes', 'text')"],
  ])("cannot %s", async (_, sql) => {
    const client = await world.kernel.db.pool.connect();
    try {
      await expect(client.query(sql)).rejects.toThrow(/denied|refused|only closed/);
    } finally {
      client.release(true);
    }
  });
});

describe("the owner", () => {
  it("changes nothing by the mark but what may be erased", async () => {
    await owner.query("SET countersign.erasing = 'on'");
    try {
      await expect(owner.query("UPDATE votes SET vote = 'approve'")).rejects.toThrow(/append-only/);
      await expect(owner.query("UPDATE ledger_entries SET bytes = '\\x20'")).rejects.toThrow(
        /append-only|check/,
      );
      await expect(owner.query("DELETE FROM votes")).rejects.toThrow(/append-only/);
    } finally {
      await owner.query("RESET countersign.erasing");
    }
  });
});
