import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { getGate } from "@/lib/gates/queries";
import { useKernel } from "@/lib/platform/app";
import { AppError } from "@/lib/platform/errors";
import { useSite } from "@/lib/platform/site";
import { accountPassword, accountsIn } from "@/lib/testing/accounts";
import { type TestApi, testApi, testSite } from "@/lib/testing/api";
import { testDatabase } from "@/lib/testing/database";
import { type FakeProvider, startFakeProvider } from "@/lib/testing/fake-provider";
import { interleaver } from "@/lib/testing/interleave";
import { entriesOf } from "@/lib/testing/ledger-entries";
import { type SampleRelease, sampleTemplate } from "@/lib/testing/release";
import { signInBrowser } from "@/lib/testing/sign-in-browser";
import { makeWorld, type World } from "@/lib/testing/world";
import { castVote } from "@/lib/gates/cast-vote";
import { openSession, sessionCookie } from "./session-cookie";
import { confirmByPassword } from "./confirm-by-password";
import { sittingIdleMs } from "./confirmation-rules";

let world: World;
let api: TestApi;
let provider: FakeProvider;
let url: string;
const cookies = new Map<string, string>();
const { give, attempt, cookieOf } = accountsIn(() => world);
const interleave = interleaver(() => url);
const released: Partial<Record<"sitting" | "each" | "never", SampleRelease>> = {};

const told = { key: "told", kind: "acknowledgement", roles: ["engineer"], dependsOn: ["rollback-plan"] };
const withSignature = (reauthenticate: string) => ({
  ...sampleTemplate,
  key: reauthenticate,
  signature: { reauthenticate },
  stages: sampleTemplate.stages.map((stage) => ({
    ...stage,
    gates: stage.gates.map((gate) =>
      gate.key === "ready-to-go" ? { ...gate, requirements: [...gate.requirements, told] } : gate,
    ),
  })),
  rights: sampleTemplate.rights.map((row) =>
    row.decision === "stage.skip"
      ? { ...row, slots: [...row.slots, { roles: ["reviewer"], count: 1 }] }
      : row,
  ),
});

beforeAll(async () => {
  ({ url } = await testDatabase());
  world = await makeWorld(url);
  provider = await startFakeProvider();
  api = testApi(world.kernel);
  useKernel(world.kernel);
  await world.release({ slug: "first" });
  for (const asks of ["sitting", "each", "never"] as const) {
    await world.template(withSignature(asks), "cora");
    released[asks] = await world.release({ slug: `asks-${asks}`, template: asks });
  }
  for (const name of ["ed", "eve", "rita", "rob", "sid", "cora"]) {
    await give(name);
    cookies.set(name, await cookieOf(await attempt(name)));
  }
});
afterAll(async () => {
  await provider.close();
  await world.close();
});

const on = (asks: "sitting" | "each" | "never"): SampleRelease => {
  const release = released[asks];
  if (release === undefined) throw new Error("no such release");
  return release;
};

async function digestOn({ slug, gate }: SampleRelease, nth = 0): Promise<string> {
  const { kernel, system, clock } = world;
  const asked = { slug, gate, actor: system, now: clock.now() };
  return (await getGate(kernel.db.prisma, asked)).requirements[nth]?.subjectDigest ?? "";
}

/** As the page of somebody who signed in sends it. */
const post = (by: string, path: string, body: unknown) =>
  api.request("POST", path, {
    cookie: cookies.get(by),
    body,
    headers: { origin: "http://localhost:3000" },
  });

interface Refused {
  code: string;
  confirm?: { act: string; password: boolean; provider: string | null };
}

async function voteBody(asks: "sitting" | "each" | "never", role: string, vote = "approve", reason = "Why.") {
  const release = on(asks);
  const { requirement } = release;
  const path = `/releases/${release.slug}/gates/${release.gate}/votes`;
  const said = vote === "approve" ? {} : { reason };
  return { path, body: { requirement, role, vote, subjectDigest: await digestOn(release), ...said } };
}

async function vote(by: string, ...asked: Parameters<typeof voteBody>) {
  const { path, body } = await voteBody(...asked);
  return post(by, path, body);
}

const actOf = (answer: { as: <T>() => T }) => answer.as<Refused>().confirm?.act ?? "";
const confirm = (by: string, act: string, password = accountPassword) =>
  post(by, "/me/confirmations", { password, act });

describe("a template that asks at the first signature of a sitting", () => {
  test("refuses a token alone for every word but a comment, and says so", async () => {
    const token = await world.tokenOf("ed", ["sign"]);
    for (const word of ["approve", "needs-work", "reject", "not-applicable", "withdraw"]) {
      const { path, body } = await voteBody("sitting", "engineer", word);
      const answer = await api.request("POST", path, { token, body });
      expect(answer.status, word).toBe(403);
      expect(answer.as<Refused>()).toMatchObject({ code: "reauthentication-required", rule: "signature" });
      expect(answer.as<Refused>().confirm).toBeUndefined();
    }
    const { path, body } = await voteBody("sitting", "engineer", "comment");
    expect((await api.request("POST", path, { token, body })).status).toBe(200);
  });

  test("takes signatures after one confirmation until none was given for a quarter of an hour, and the entry says how", async () => {
    const refused = await vote("ed", "sitting", "engineer");
    expect(refused.as<Refused>()).toMatchObject({
      code: "reauthentication-required",
      confirm: { act: expect.stringMatching(/^sha256:/), password: true, provider: null },
    });
    const confirmed = await confirm("ed", actOf(refused));
    expect(confirmed.status).toBe(201);
    expect((await vote("ed", "sitting", "engineer")).status).toBe(200);
    expect((await vote("ed", "sitting", "engineer", "withdraw")).status).toBe(200);
    const { at } = confirmed.as<{ at: string }>();
    const entries = await entriesOf(world.kernel, { type: "vote.cast" });
    expect(entries.slice(-2).map(({ by }) => by["confirmed"])).toEqual([
      { method: "password", at },
      { method: "password", at },
    ]);
    expect((await entriesOf(world.kernel, { type: "signer.confirmed" })).at(-1)).toMatchObject({
      payload: { method: "password" },
    });
    // Another session of the same person is another sitting.
    cookies.set("ed elsewhere", await cookieOf(await attempt("ed")));
    expect((await vote("ed elsewhere", "sitting", "engineer")).as<Refused>().code).toBe(
      "reauthentication-required",
    );
    world.clock.shift(sittingIdleMs + 1_000);
    expect((await vote("ed", "sitting", "engineer")).as<Refused>().code).toBe("reauthentication-required");
  });

  test("is answered again by no clock that went back", async () => {
    await confirm("rita", actOf(await vote("rita", "sitting", "reviewer")));
    world.clock.shift(sittingIdleMs + 1_000);
    await world.tokenOf("rita");
    world.clock.shift(-sittingIdleMs);
    expect((await vote("rita", "sitting", "reviewer")).as<Refused>().code).toBe("reauthentication-required");
    // Whoever confirms while it is behind can sign all the same.
    await confirm("rita", actOf(await vote("rita", "sitting", "reviewer")));
    expect((await vote("rita", "sitting", "reviewer")).status).toBe(200);
  });

  test("asks in acknowledgements, dismissals, lifted vetoes and votes on proposals as well", async () => {
    const { slug } = on("sitting");
    const told = { requirement: "told", role: "engineer", subjectDigest: await digestOn(on("sitting"), 1) };
    const acknowledgements = `/releases/${slug}/gates/ready-to-go/acknowledgements`;
    const byEve = await api.request("POST", acknowledgements, {
      token: await world.tokenOf("eve"),
      body: told,
    });
    expect(byEve.as<Refused>().code).toBe("reauthentication-required");
    await confirm("eve", actOf(await post("eve", acknowledgements, told)));
    expect((await post("eve", acknowledgements, told)).status).toBe(200);
    const veto = await vote("sid", "sitting", "security", "reject");
    await confirm("sid", actOf(veto));
    const cast = (await vote("sid", "sitting", "security", "reject")).as<{ id: string }>();
    const token = await world.tokenOf("sid");
    const lift = await api.request("POST", `/releases/${slug}/gates/ready-to-go/votes/${cast.id}/lift`, {
      token,
      body: { reason: "It was looked at." },
    });
    expect(lift.as<Refused>().code).toBe("reauthentication-required");
    const skip = { path: `/releases/${slug}/stages/evaluate/skip`, body: { reason: "It was done before." } };
    await post("sid", `/releases/${slug}/gates/ready-to-go/votes/${cast.id}/lift`, { reason: "Seen." });
    const proposing = await api.request("POST", skip.path, {
      token: await world.tokenOf("cora"),
      body: skip.body,
    });
    expect(proposing.as<Refused>().code).toBe("reauthentication-required");
    await confirm("cora", actOf(await post("cora", skip.path, skip.body)));
    const proposed = await post("cora", skip.path, skip.body);
    expect(proposed.status).toBe(202);
    const { id } = proposed.as<{ pendingDecision: { id: string } }>().pendingDecision;
    const votes = `/pending-decisions/${id}/votes`;
    const byToken = await api.request("POST", votes, {
      token: await world.tokenOf("rob"),
      body: { vote: "approve" },
    });
    expect(byToken.as<Refused>().code).toBe("reauthentication-required");
    await confirm("rob", actOf(await post("rob", votes, { vote: "reject", reason: "Not yet." })));
    expect((await post("rob", votes, { vote: "reject", reason: "Not yet." })).status).toBe(200);
    expect(
      (await entriesOf(world.kernel, { type: "decision.rejected" })).at(-1)?.by["confirmed"],
    ).toMatchObject({
      method: "password",
    });
  });
});

describe("a template that asks at each signature", () => {
  test("takes one signature for one confirmation, and only the one that was confirmed", async () => {
    const act = actOf(await vote("ed", "each", "engineer", "needs-work", "One."));
    await confirm("ed", act);
    expect((await vote("ed", "each", "engineer", "needs-work", "Two.")).as<Refused>().code).toBe(
      "reauthentication-required",
    );
    expect((await vote("ed", "each", "engineer", "needs-work", "One.")).status).toBe(200);
    expect((await vote("ed", "each", "engineer", "needs-work", "One.")).as<Refused>().code).toBe(
      "reauthentication-required",
    );
  });

  test("lets one confirmation serve one of two at once", async () => {
    const { body } = await voteBody("each", "engineer", "reject");
    const release = on("each");
    const eve = await world.actor("eve");
    const cookie = cookies.get("eve") ?? "";
    const session = await openSession(cookie.slice(sessionCookie().name.length + 1));
    const actor = { ...eve, credential: { kind: "session" as const, id: session ?? "" } };
    const act = actOf(await vote("eve", "each", "engineer", "reject"));
    await confirmByPassword(world.kernel, { actor, password: accountPassword, act, requestId: "request-1" });
    const input = { ...body, release: release.slug, gate: release.gate } as never;
    const cast = (kernel: World["kernel"]) => castVote.execute(kernel, input, world.call(actor));
    const { first, second, secondWaited } = await interleave(world.kernel, { first: cast, second: cast });
    expect(secondWaited).toBe(true);
    expect(first.status).toBe("fulfilled");
    expect(second).toMatchObject({ status: "rejected", reason: { code: "reauthentication-required" } });
    // The row itself keeps them apart, with no lock on the release.
    const again = actOf(await vote("eve", "each", "engineer", "reject"));
    await confirmByPassword(world.kernel, {
      actor,
      password: accountPassword,
      act: again,
      requestId: "request-2",
    });
    const bare = { ...world.kernel, takeLocks: () => Promise.resolve(), enqueue: () => Promise.resolve() };
    const raced = await interleave(bare, { first: cast, second: cast });
    expect(raced.first.status).toBe("fulfilled");
    expect(raced.second).toMatchObject({ status: "rejected", reason: { code: "reauthentication-required" } });
  });

  test("keeps a confirmation whose act was refused for another reason", async () => {
    const act = actOf(await vote("rita", "each", "reviewer"));
    await confirm("rita", act);
    const probe = async (point: string): Promise<void> => {
      if (point === "before-commit") throw new AppError("conflict", "It could not be done just now.");
    };
    const kernel = { ...world.kernel, probe };
    const broken = testApi(kernel);
    const { path, body } = await voteBody("each", "reviewer");
    const asked = { cookie: cookies.get("rita"), body, headers: { origin: "http://localhost:3000" } };
    expect((await broken.request("POST", path, asked)).status).toBe(409);
    expect((await vote("rita", "each", "reviewer")).status).toBe(200);
  });
});

test("a template that does not ask takes a token, and its entry says nothing of it", async () => {
  const { path, body } = await voteBody("never", "engineer");
  const token = await world.tokenOf("ed", ["sign"]);
  expect((await api.request("POST", path, { token, body })).status).toBe(200);
  const { by } = (await entriesOf(world.kernel, { type: "vote.cast" })).at(-1) ?? { by: {} };
  expect(by).not.toHaveProperty("confirmed");
});

describe("confirming", () => {
  const act = `sha256:${"0".repeat(64)}`;

  test("takes a session, not a token, and its own person's password", async () => {
    const token = await world.tokenOf("ed");
    const body = { password: accountPassword, act };
    const answer = await api.request("POST", "/me/confirmations", { token, body });
    expect(answer.status).toBe(403);
    expect(answer.as<Refused>().code).toBe("reauthentication-required");
  });

  test("that fails repeatedly is told to the person and to admins, stands in the ledger, and is limited", async () => {
    const failed = async (by: string, cookie = cookies.get(by)) =>
      (await api.request("GET", "/people/rob@example.org/failed-confirmations", { cookie })).body;
    expect((await confirm("rob", act, "wrong")).status).toBe(401);
    expect((await confirm("rob", act, "wrong")).status).toBe(401);
    expect(await failed("rob")).toEqual({ repeated: null });
    expect((await confirm("rob", act, "wrong")).status).toBe(401);
    expect(await failed("rob")).toMatchObject({ repeated: { count: 3 } });
    const admin = await world.tokenOf("ada");
    const path = "/people/rob@example.org/failed-confirmations";
    expect((await api.request("GET", path, { token: admin })).body).toMatchObject({ repeated: { count: 3 } });
    expect((await api.request("GET", path, { token: await world.tokenOf("ed") })).status).toBe(403);
    const entries = await entriesOf(world.kernel, { type: "signer.confirmation-failed" });
    expect(entries.map(({ payload }) => payload["repeated"])).toEqual([null, null, 3]);
    for (let n = 0; n < 7; n++) await confirm("rob", act, "wrong");
    expect((await confirm("rob", act)).status).toBe(429);
  });
});

describe("confirming by the provider", () => {
  const sub = { sub: "eve-1", email: "eve@example.org", email_verified: true, name: "Eve" };
  const nowSeconds = () => Math.floor(Date.now() / 1000);

  async function linked() {
    useSite({ ...testSite, provider: provider.settings() });
    const browser = signInBrowser();
    const [name = "", value = ""] = (cookies.get("eve") ?? "").split(/=(.*)/s);
    browser.cookies.set(name, value);
    const to = await browser.begin({ purpose: "link", password: accountPassword });
    const led = await browser.come(provider.signIn(to, sub));
    expect(["/settings/account?done=linked", "/settings/account?error=linked-already"]).toContain(led);
    return browser;
  }

  test("asks for the person anew and takes what was signed in after that", async () => {
    const browser = await linked();
    const refused = await vote("eve", "each", "engineer", "withdraw");
    expect(refused.as<Refused>().confirm).toMatchObject({ password: true, provider: "Example Login" });
    const to = await browser.begin({ purpose: "confirm", act: actOf(refused) });
    expect(Object.fromEntries(new URL(to).searchParams)).toMatchObject({ max_age: "0", prompt: "login" });
    const claims = { ...sub, auth_time: nowSeconds() };
    expect(await browser.come(provider.signIn(to, claims))).toBe("/confirmed");
    expect((await vote("eve", "each", "engineer", "withdraw")).status).toBe(200);
    expect((await entriesOf(world.kernel, { type: "vote.cast" })).at(-1)?.by["confirmed"]).toMatchObject({
      method: "provider",
    });
  });

  test.each<[string, Record<string, unknown>, string]>([
    ["a sign-in from before", { auth_time: nowSeconds() - 60 }, "not-anew"],
    ["no time of signing in", {}, "not-anew"],
    ["a time to come", { auth_time: nowSeconds() + 3600 }, "not-anew"],
    ["another subject", { sub: "mallory", auth_time: nowSeconds() }, "other-identity"],
  ])("refuses %s, and counts it", async (_what, claims, fault) => {
    const browser = await linked();
    const before = (await entriesOf(world.kernel, { type: "signer.confirmation-failed" })).length;
    const to = await browser.begin({ purpose: "confirm", act: `sha256:${"1".repeat(64)}` });
    expect(await browser.come(provider.signIn(to, { ...sub, ...claims }))).toBe(`/confirmed?error=${fault}`);
    const after = await entriesOf(world.kernel, { type: "signer.confirmation-failed" });
    expect(after).toHaveLength(before + 1);
    expect(after.at(-1)?.payload["method"]).toBe("provider");
  });

  test("refuses where nobody is signed in, and an act that is none", async () => {
    const browser = await linked();
    expect(await browser.begin({ purpose: "confirm", act: "anything" })).toBe(
      "/confirmed?error=invalid-input",
    );
    expect(await signInBrowser().begin({ purpose: "confirm" })).toBe("/confirmed?error=not-signed-in");
  });
});
