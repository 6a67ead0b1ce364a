import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { disablePerson } from "@/lib/identity/disable-person";
import { AppError } from "@/lib/platform/errors";
import { testDatabase } from "@/lib/testing/database";
import { releaseBody, templateDocument } from "@/lib/testing/release-documents";
import { makeReleaseWorld, type ReleaseWorld } from "@/lib/testing/release-world";
import { settlePending, voteOnPending } from "./pending-decisions";
import type { PendingAnswer, PendingDetail } from "./pending-schemas";

let world: ReleaseWorld;
let counter = 0;

const together = (...roles: string[]) => roles.map((role) => ({ roles: [role], count: 1 }));
const gathered = ["release.cancel", "candidate.set", "plan.change", "release.complete", "stage.advance"];

beforeAll(async () => {
  world = await makeReleaseWorld((await testDatabase()).url);
  const rights = templateDocument.rights.map((row) =>
    gathered.includes(row.decision) ? { ...row, slots: together("release-champion", "technical-lead") } : row,
  );
  await world.ok("keeper", "POST", "/templates", { ...templateDocument, key: "by-two", rights });
  const three = together("release-champion", "technical-lead", "security");
  const started = templateDocument.rights.map((row) =>
    row.decision === "release.start" ? { ...row, slots: three } : row,
  );
  await world.ok("keeper", "POST", "/templates", { ...templateDocument, key: "by-three", rights: started });
});
afterAll(() => world.close());

async function started(change: Record<string, unknown> = {}): Promise<string> {
  counter += 1;
  const slug = `two-${counter}`;
  const body = releaseBody(slug, {
    template: { key: "by-two" },
    roles: { "technical-lead": ["lead@example.org"], security: ["sec@example.org"] },
    ...change,
  });
  await world.ok("champ", "POST", "/releases", body);
  await world.ok("champ", "POST", `/releases/${slug}/start`);
  return slug;
}

const cancel = (slug: string, by: string, options = {}) =>
  world.send(
    by,
    "POST",
    `/releases/${slug}/complete`,
    { outcome: "cancelled", reason: "no longer needed" },
    options,
  );
const stateOf = async (slug: string) =>
  (await world.ok<{ state: string }>("champ", "GET", `/releases/${slug}`)).state;
const waitingFor = async (by: string) =>
  (await world.ok<{ items: PendingDetail[] }>(by, "GET", "/pending-decisions")).items;

/** Proposes to cancel; answers the pending decision's id. */
async function proposed(slug: string, by = "champ"): Promise<string> {
  const answer = await cancel(slug, by);
  expect(answer.status).toBe(202);
  return answer.as<PendingAnswer>().pendingDecision.id;
}

const vote = (id: string, by: string, body: Record<string, unknown> = { vote: "approve" }) =>
  world.send(by, "POST", `/pending-decisions/${id}/votes`, body);

describe("a decision that takes several people", () => {
  it("is recorded and waits, and the vote that completes it brings about the effect", async () => {
    const slug = await started();
    const answer = await cancel(slug, "champ");
    expect(answer.status).toBe(202);
    const { pendingDecision } = answer.as<PendingAnswer>();
    expect(pendingDecision).toMatchObject({
      decision: "release.cancel",
      state: "open",
      missing: [{ roles: ["technical-lead"], count: 1, whoMay: [{ email: "lead@example.org" }] }],
    });
    expect(await stateOf(slug)).toBe("active");
    expect((await waitingFor("lead")).map(({ id }) => id)).toContain(pendingDecision.id);
    expect((await waitingFor("champ")).map(({ id }) => id)).not.toContain(pendingDecision.id);

    const done = await vote(pendingDecision.id, "lead", { vote: "approve", reason: "agreed" });
    expect(done.status).toBe(200);
    expect(done.body).toMatchObject({
      pendingDecision: { state: "completed" },
      result: { state: "cancelled" },
    });
    expect(await stateOf(slug)).toBe("cancelled");
    expect(await waitingFor("lead")).toEqual([]);
    const entries = (await world.entries()).slice(-3);
    expect(entries.map(({ type }) => type)).toEqual([
      "decision.proposed",
      "decision.approved",
      "release.cancelled",
    ]);
    expect(entries[1]?.payload["counted"]).toMatchObject([
      { role: "release-champion" },
      { role: "technical-lead" },
    ]);
    expect(entries[2]?.by).toMatchObject({ rule: "quorum", role: "technical-lead" });
    const detail = await world.ok<PendingDetail>("sec", "GET", `/pending-decisions/${pendingDecision.id}`);
    expect(detail).toMatchObject({
      state: "completed",
      missing: [],
      votes: [{ vote: "approve" }, { vote: "approve" }],
    });
  });

  it("is joined by whoever asks for the very same", async () => {
    const slug = await started();
    await proposed(slug, "lead");
    expect((await cancel(slug, "champ")).status).toBe(200);
    expect(await stateOf(slug)).toBe("cancelled");
  });

  it("is not completed by one person twice, nor by somebody with no place in it", async () => {
    const slug = await started();
    const id = await proposed(slug);
    expect(
      await world.refused("champ", "POST", `/pending-decisions/${id}/votes`, { vote: "approve" }),
    ).toMatchObject({
      status: 409,
      code: "conflict",
    });
    for (const by of ["outsider", "sec", "admin"]) {
      const refusal = await world.refused(by, "POST", `/pending-decisions/${id}/votes`, { vote: "approve" });
      expect(refusal).toMatchObject({ status: 403, code: "not-a-holder" });
      expect((await cancel(slug, by)).status).toBe(403);
    }
    expect(await stateOf(slug)).toBe("active");
  });

  it("never counts a role that was revoked meanwhile", async () => {
    const slug = await started();
    const id = await proposed(slug);
    await world.ok("champ", "PUT", `/releases/${slug}/roles`, {
      roles: { "release-champion": ["champ2@example.org"] },
    });
    const answer = await vote(id, "lead");
    expect(answer.status).toBe(202);
    expect(answer.body).toMatchObject({ pendingDecision: { missing: [{ roles: ["release-champion"] }] } });
    expect(await stateOf(slug)).toBe("active");
    expect((await vote(id, "champ2")).status).toBe(200);
    expect(await stateOf(slug)).toBe("cancelled");
  });

  it("never counts somebody who was disabled meanwhile", async () => {
    await world.person("leaver");
    await world.ok("lead", "POST", "/teams/speech/members", { email: "leaver@example.org" });
    const slug = await started({
      roles: { "technical-lead": ["team:speech"], security: ["sec@example.org"] },
    });
    const id = await proposed(slug, await world.tokenOf("leaver"));
    const admin = world.call(await world.actor("admin"));
    await disablePerson.execute(world.kernel, { person: "leaver@example.org" }, admin);
    expect((await vote(id, "champ")).status).toBe(202);
    expect(await stateOf(slug)).toBe("active");
  });

  it("runs out, and can then not be voted on, before any job has run", async () => {
    const slug = await started();
    const id = await proposed(slug);
    world.clock.shift(8 * 86_400_000);
    expect(
      await world.refused("lead", "POST", `/pending-decisions/${id}/votes`, { vote: "approve" }),
    ).toMatchObject({
      status: 409,
    });
    expect(await waitingFor("lead")).toEqual([]);
    const anew = await proposed(slug, "lead");
    expect(anew).not.toBe(id);
    expect(await world.ok<PendingDetail>("lead", "GET", `/pending-decisions/${id}`)).toMatchObject({
      state: "expired",
    });
    expect((await vote(anew, "champ")).status).toBe(200);
  });

  it("makes an author of whoever proposed, not of whoever completed it", async () => {
    const slug = await started();
    const { digest } = await world.register("silero-vad", { code: `author-${slug}` }, "sec");
    const set = (by: string) =>
      world.send(by, "POST", `/releases/${slug}/candidate`, { component: "silero-vad", digest });
    expect((await set("lead")).status).toBe(202);
    expect((await set("champ")).status).toBe(200);
    const { rows } = await world.kernel.db.pool.query<{ email: string }>(
      "SELECT p.email FROM candidates c JOIN people p ON p.id = c.set_by WHERE c.digest = $1",
      [digest],
    );
    expect(rows).toEqual([{ email: "lead@example.org" }]);
  });

  it("is void once what it is about is another", async () => {
    const slug = await started();
    const [one, two] = [
      await world.register("silero-vad", { code: `a-${slug}` }),
      await world.register("silero-vad", { code: `b-${slug}` }),
    ];
    const set = (by: string, digest: string) =>
      world.send(by, "POST", `/releases/${slug}/candidate`, { component: "silero-vad", digest });
    const first = (await set("champ", one.digest)).as<PendingAnswer>().pendingDecision.id;
    expect((await set("champ", two.digest)).status).toBe(202);
    expect((await set("lead", two.digest)).status).toBe(200);
    expect(await world.ok<PendingDetail>("lead", "GET", `/pending-decisions/${first}`)).toMatchObject({
      state: "void",
    });
    expect(
      await world.refused("lead", "POST", `/pending-decisions/${first}/votes`, { vote: "approve" }),
    ).toMatchObject({
      status: 409,
      code: "subject-changed",
    });
    await settlePending(world.kernel);
    expect((await world.entries()).at(-1)).toMatchObject({
      type: "decision.void",
      actor: { kind: "system" },
    });
    const { length } = await world.entries();
    await settlePending(world.kernel);
    expect(await world.entries()).toHaveLength(length);
  });

  it("about going on is void once the content is another, even where no gate of the stage depends on it", async () => {
    const slug = await started();
    const setBoth = async (code: string) => {
      const { digest } = await world.register("silero-vad", { code: `${code}-${slug}` }, "sec");
      const set = { component: "silero-vad", digest };
      await world.ok("champ", "POST", `/releases/${slug}/candidate`, set);
      await world.ok("lead", "POST", `/releases/${slug}/candidate`, set);
    };
    await setBoth("one");
    const gate = `/releases/${slug}/gates/reviewed`;
    const { requirements } = await world.ok<{ requirements: { subjectDigest: string }[] }>(
      "lead",
      "GET",
      gate,
    );
    const [looked, read] = requirements.map(({ subjectDigest }) => subjectDigest);
    const approve = {
      requirement: "looked-at",
      role: "technical-lead",
      vote: "approve",
      subjectDigest: looked,
    };
    await world.ok("lead", "POST", `${gate}/votes`, approve);
    const acknowledge = { requirement: "read", role: "security", subjectDigest: read };
    await world.ok("sec", "POST", `${gate}/acknowledgements`, acknowledge);
    for (const by of ["champ", "lead"])
      await world.ok(by, "POST", `/releases/${slug}/stages/evaluate/advance`, {});
    const answer = await world.send("champ", "POST", `/releases/${slug}/complete`, { outcome: "completed" });
    const { id } = answer.as<PendingAnswer>().pendingDecision;
    expect(await world.ok("lead", "GET", `/pending-decisions/${id}`)).toMatchObject({ state: "open" });
    await setBoth("two");
    expect(await world.ok("lead", "GET", `/pending-decisions/${id}`)).toMatchObject({ state: "void" });
    expect(
      await world.refused("lead", "POST", `/pending-decisions/${id}/votes`, { vote: "approve" }),
    ).toMatchObject({ status: 409, code: "subject-changed" });
  });

  it("is listed with many others, however few connections there are", async () => {
    const before = (await waitingFor("lead")).length;
    for (let count = 0; count < 15; count += 1) await proposed(await started());
    const lists = await Promise.all(Array.from({ length: 6 }, () => waitingFor("lead")));
    expect(lists.map(({ length }) => length)).toEqual(lists.map(() => before + 15));
  }, 60_000);

  it("of a command that is no more is void, and keeps nobody from the others, however many there are", async () => {
    const slug = await started();
    await proposed(slug);
    await world.kernel.db.pool.query(
      `INSERT INTO pending_decisions (id, decision, command, input, release_id, subject_digest, valid_from, expires_at)
       SELECT gen_random_uuid(), 'release.cancel', 'release.gone', '{}', id, 'sha256:gone' || n, now() - interval '1 hour', now() + interval '60 days'
       FROM releases, generate_series(1, 201) n WHERE slug = $1`,
      [slug],
    );
    await settlePending(world.kernel);
    const { rows } = await world.kernel.db.pool.query(
      "SELECT DISTINCT ended FROM pending_decisions WHERE command = 'release.gone'",
    );
    expect(rows).toEqual([{ ended: "void" }]);
  });

  it("that cannot be settled keeps none of the others from being", async () => {
    await settlePending(world.kernel);
    const ids: string[] = [];
    for (let count = 0; count < 2; count += 1) {
      const slug = await started();
      const set = async (code: string, by: string) => {
        const { digest } = await world.register("silero-vad", { code: `${code}-${slug}` });
        return world.send(by, "POST", `/releases/${slug}/candidate`, { component: "silero-vad", digest });
      };
      ids.push((await set("a", "champ")).as<PendingAnswer>().pendingDecision.id);
      await set("b", "champ");
      expect((await set("b", "lead")).status).toBe(200);
    }
    let ended = 0;
    const probe = async (point: string, name: string) => {
      if (point !== "locked" || name !== "pending-decision.end") return;
      ended += 1;
      if (ended === 1) throw new AppError("conflict", "It was voted on in between.");
    };
    await settlePending({ ...world.kernel, probe });
    const { rows } = await world.kernel.db.pool.query(
      "SELECT ended FROM pending_decisions WHERE id = ANY($1::uuid[]) ORDER BY valid_from",
      [ids],
    );
    expect(rows).toEqual([{ ended: null }, { ended: "void" }]);
  });

  it("ends by a reasoned no of somebody with a place, and by taking back the only approval", async () => {
    const slug = await started();
    const id = await proposed(slug);
    expect(
      await world.refused("lead", "POST", `/pending-decisions/${id}/votes`, { vote: "reject" }),
    ).toMatchObject({
      status: 422,
      field: "/reason",
    });
    const no = await vote(id, "lead", { vote: "reject", reason: "we still need it" });
    expect(no).toMatchObject({ status: 200, body: { pendingDecision: { state: "rejected" } } });
    const said = (await world.entries()).at(-1);
    expect(said).toMatchObject({ type: "decision.rejected", by: { role: "technical-lead" } });
    expect(said?.by.grant.length).toBeGreaterThan(0);
    expect(
      await world.refused("champ2", "POST", `/pending-decisions/${id}/votes`, { vote: "approve" }),
    ).toMatchObject({
      status: 409,
    });
    const again = await proposed(slug);
    expect(
      await world.refused("lead", "POST", `/pending-decisions/${again}/votes`, { vote: "withdraw" }),
    ).toMatchObject({
      status: 409,
    });
    expect((await vote(again, "champ", { vote: "withdraw" })).body).toMatchObject({
      pendingDecision: { state: "withdrawn" },
    });
    expect(await stateOf(slug)).toBe("active");
    expect((await world.entries()).slice(-1)).toMatchObject([{ type: "decision.withdrawn" }]);
  });

  it("lets somebody take back their approval where it could not be done any more", async () => {
    counter += 1;
    const slug = `three-${counter}`;
    const roles = { "technical-lead": ["lead@example.org"], security: ["sec@example.org"] };
    await world.ok("champ", "POST", "/releases", releaseBody(slug, { template: { key: "by-three" }, roles }));
    const answer = await world.send("champ", "POST", `/releases/${slug}/start`);
    const { id } = answer.as<PendingAnswer>().pendingDecision;
    expect((await vote(id, "lead")).status).toBe(202);
    await world.ok("champ", "PUT", `/releases/${slug}/roles`, { roles: { security: [] } });
    const back = await vote(id, "champ", { vote: "withdraw" });
    expect(back).toMatchObject({ status: 202, body: { pendingDecision: { state: "open" } } });
    expect((await world.entries()).at(-1)).toMatchObject({ type: "decision.taken-back" });
    // Whoever approves it is still told that it cannot be done.
    expect(await vote(id, "champ")).toMatchObject({ status: 409 });
  });

  it("is not asked of others where it could not be done, and leaves nothing", async () => {
    const slug = await started();
    const refusal = await world.refused("champ", "POST", `/releases/${slug}/stages/evaluate/advance`, {});
    expect(refusal).toMatchObject({ status: 409, code: "gate-not-ready" });
    const { rows } = await world.kernel.db.pool.query(
      "SELECT 1 FROM pending_decisions d JOIN releases r ON r.id = d.release_id WHERE r.slug = $1",
      [slug],
    );
    expect(rows).toEqual([]);
  });

  it("leaves the last vote uncounted where the act that it triggers fails", async () => {
    const slug = await started();
    const id = await proposed(slug);
    const failing = {
      ...world.kernel,
      probe: (point: string) =>
        point === "before-commit" ? Promise.reject(new Error("disk full")) : Promise.resolve(),
    };
    const lead = await world.actor("lead");
    await expect(
      voteOnPending(failing, { pendingDecision: id, vote: "approve" }, world.call(lead)),
    ).rejects.toThrow("disk full");
    expect(await stateOf(slug)).toBe("active");
    const detail = await world.ok<PendingDetail>("lead", "GET", `/pending-decisions/${id}`);
    expect(detail).toMatchObject({ state: "open", votes: [{ person: { email: "champ@example.org" } }] });
    expect((await vote(id, "lead")).status).toBe(200);
  });

  it("answers a repeated request with what it answered first", async () => {
    const slug = await started();
    const headers = { headers: { "idempotency-key": `once-${slug}` } };
    const first = await cancel(slug, "champ", headers);
    const second = await cancel(slug, "champ", headers);
    expect([first.status, second.status]).toEqual([202, 202]);
    expect(second.body).toEqual(first.body);
    expect((await cancel(slug, "lead")).status).toBe(200);
    expect((await cancel(slug, "champ", headers)).body).toEqual(first.body);
  });

  it("is opened once and completed once however many ask for it at the same time", async () => {
    const slug = await started();
    const answers = await Promise.all([
      cancel(slug, "champ"),
      cancel(slug, "lead"),
      cancel(slug, "champ"),
      cancel(slug, "lead"),
    ]);
    expect(answers.filter(({ status }) => status === 202)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(await stateOf(slug)).toBe("cancelled");
    const { rows } = await world.kernel.db.pool.query(
      "SELECT d.ended FROM pending_decisions d JOIN releases r ON r.id = d.release_id WHERE r.slug = $1",
      [slug],
    );
    expect(rows).toEqual([{ ended: "completed" }]);
  });

  it("of a restricted release is not there for anybody outside", async () => {
    const slug = await started({ restrictedTo: ["champ@example.org"] });
    const id = await proposed(slug);
    for (const by of ["outsider", "admin"]) {
      const path = `/pending-decisions/${id}`;
      const unknown = await world.refused(
        by,
        "GET",
        "/pending-decisions/01a216e5-0000-7000-8000-000000000000",
      );
      expect(await world.refused(by, "GET", path)).toMatchObject({ status: 404, detail: unknown.detail });
      expect(await world.refused(by, "POST", `${path}/votes`, { vote: "approve" })).toMatchObject({
        status: 404,
      });
      expect(await waitingFor(by)).toEqual([]);
    }
    expect((await vote(id, "lead")).status).toBe(200);
  });

  it("of the organisation works alike: its own table of rights", async () => {
    const rights = await world.ok<{ rights: { decision: string }[]; digest: string }>(
      "keeper",
      "GET",
      "/rights",
    );
    const two = rights.rights.map((row) =>
      row.decision === "rights.change" ? { ...row, slots: together("keepers", "release-champion") } : row,
    );
    await world.ok("keeper", "PUT", "/rights", { rights: two });
    const answer = await world.send("keeper", "PUT", "/rights", { rights: rights.rights });
    expect(answer.status).toBe(202);
    const { id } = answer.as<PendingAnswer>().pendingDecision;
    expect((await waitingFor("champ2")).map((each) => each.id)).toEqual([id]);
    expect(await world.refused("outsider", "GET", `/pending-decisions/${id}`)).toMatchObject({ status: 404 });
    expect((await vote(id, "champ2")).status).toBe(200);
    const after = await world.ok<{ digest: string }>("keeper", "GET", "/rights");
    expect(after.digest).toBe(rights.digest);
  });
});
