import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { disablePerson } from "@/lib/identity/disable-person";
import { testDatabase } from "@/lib/testing/database";
import { interleaver } from "@/lib/testing/interleave";
import { releaseBody, templateDocument } from "@/lib/testing/release-documents";
import { makeReleaseWorld, type ReleaseWorld } from "@/lib/testing/release-world";
import { settlePending, voteOnPending } from "./pending-decisions";
import type { PendingAnswer, PendingDetail } from "./pending-schemas";
import { revokeDelegation } from "./revoke-delegation";

const day = 86_400_000;
let world: ReleaseWorld;
let url: string;
let counter = 0;
const interleave = interleaver(() => url);

const gathered = ["release.cancel", "candidate.set", "plan.change"];
const together = (...roles: string[]) => roles.map((role) => ({ roles: [role], count: 1 }));

beforeAll(async () => {
  ({ url } = await testDatabase());
  world = await makeReleaseWorld(url);
  const rights = templateDocument.rights.map((row) =>
    gathered.includes(row.decision) ? { ...row, slots: together("release-champion", "technical-lead") } : row,
  );
  await world.ok("keeper", "POST", "/templates", { ...templateDocument, key: "by-two", rights });
  const three = rights.map((row) =>
    row.decision === "release.cancel"
      ? { ...row, slots: together("release-champion", "technical-lead", "security") }
      : row,
  );
  await world.ok("keeper", "POST", "/templates", { ...templateDocument, key: "by-three", rights: three });
});
afterAll(() => world.close());

const email = (name: string) => world.emailOf(name);

async function started(template = "by-two", change: Record<string, unknown> = {}): Promise<string> {
  counter += 1;
  const slug = `behalf-${counter}`;
  const body = releaseBody(slug, {
    template: { key: template },
    roles: { "technical-lead": [email("lead")], security: [email("sec")] },
    ...change,
  });
  await world.ok("champ", "POST", "/releases", body);
  await world.ok("champ", "POST", `/releases/${slug}/start`);
  return slug;
}

async function proposed(slug: string): Promise<string> {
  const body = { outcome: "cancelled", reason: "no longer needed" };
  const answer = await world.send("champ", "POST", `/releases/${slug}/complete`, body);
  expect(answer.status).toBe(202);
  return answer.as<PendingAnswer>().pendingDecision.id;
}

async function delegate(to: string, more: Record<string, string> = {}): Promise<string> {
  const until = new Date(world.clock.now().getTime() + day).toISOString();
  const asked = { role: "technical-lead", to: email(to), until, reason: "Away.", ...more };
  return (await world.ok<{ id: string }>("lead", "POST", "/delegations", asked)).id;
}

const forLead = { vote: "approve", onBehalfOf: "lead@example.org" };
const vote = (id: string, by: string, body: Record<string, unknown> = forLead) =>
  world.send(by, "POST", `/pending-decisions/${id}/votes`, body);
const refused = (id: string, by: string, body: Record<string, unknown> = forLead) =>
  world.refused(by, "POST", `/pending-decisions/${id}/votes`, body);
const detail = (id: string, by = "champ") => world.ok<PendingDetail>(by, "GET", `/pending-decisions/${id}`);
const stateOf = async (slug: string) =>
  (await world.ok<{ state: string }>("champ", "GET", `/releases/${slug}`)).state;

describe("a vote on a pending decision on behalf of somebody", () => {
  it("counts for the principal, completes the decision, and says both in the ledger", async () => {
    const slug = await started();
    const delegation = await delegate("outsider", { release: slug });
    const id = await proposed(slug);
    const [place] = (await detail(id)).missing;
    expect(place?.whoMay).toEqual([
      { name: "lead", email: email("lead") },
      { name: "outsider", email: email("outsider"), onBehalfOf: { name: "lead", email: email("lead") } },
    ]);
    const mine = await world.ok<{ items: PendingDetail[] }>("outsider", "GET", "/pending-decisions");
    expect(mine.items.map((each) => each.id)).toEqual([id]);

    expect((await vote(id, "outsider")).body).toMatchObject({ pendingDecision: { state: "completed" } });
    expect(await stateOf(slug)).toBe("cancelled");
    const [approved, cancelled] = (await world.entries()).slice(-2);
    const [lead, outsider] = [await world.actor("lead"), await world.actor("outsider")];
    expect(approved).toMatchObject({
      type: "decision.approved",
      actor: { id: outsider.id },
      subjects: { principal: lead.id },
      payload: {
        counted: [
          { role: "release-champion" },
          { role: "technical-lead", personId: lead.id, delegateId: outsider.id },
        ],
      },
    });
    expect(approved?.by.grant).toContain(delegation);
    expect(cancelled).toMatchObject({
      type: "release.cancelled",
      by: { rule: "quorum", role: "technical-lead" },
    });
    expect((await detail(id)).votes.at(-1)).toMatchObject({
      person: { email: email("outsider") },
      onBehalfOf: { email: email("lead") },
    });
  });

  it("fills one place for both together, whichever of them speaks first", async () => {
    const slug = await started("by-three");
    await delegate("sec", { release: slug });
    const id = await proposed(slug);
    expect((await vote(id, "sec")).status).toBe(202);
    // Security has spoken for the lead, so nobody is left for security's own place.
    expect((await vote(id, "sec", { vote: "approve" })).body).toMatchObject({
      pendingDecision: { state: "open", missing: [{ count: 1 }] },
    });
    expect(await refused(id, "lead", { vote: "approve" })).toMatchObject({ status: 409, code: "conflict" });
    expect(await stateOf(slug)).toBe("active");
    // The lead takes back what was said for them, and says it themselves.
    expect((await vote(id, "lead", { vote: "withdraw" })).status).toBe(202);
    expect((await vote(id, "lead", { vote: "approve" })).status).toBe(200);
    expect(await stateOf(slug)).toBe("cancelled");
  });

  it("is no second place for whoever proposed", async () => {
    const slug = await started();
    await delegate("champ", { release: slug });
    const id = await proposed(slug);
    expect((await detail(id)).missing[0]?.whoMay.map((each) => each.email)).toEqual([email("lead")]);
    expect((await vote(id, "champ")).body).toMatchObject({ pendingDecision: { state: "open" } });
    expect(await stateOf(slug)).toBe("active");
  });

  it("needs a delegation that runs, of that role, on that release", async () => {
    const slug = await started();
    const id = await proposed(slug);
    expect(await refused(id, "outsider")).toMatchObject({
      status: 403,
      code: "not-a-holder",
      whoMay: expect.arrayContaining([{ name: "lead", email: email("lead") }]),
    });
    const other = await started();
    await delegate("outsider", { release: other });
    expect(await refused(id, "outsider")).toMatchObject({ code: "not-a-holder" });
    const from = new Date(world.clock.now().getTime() + day / 2).toISOString();
    await delegate("champ2", { release: slug, from });
    expect(await refused(id, "champ2")).toMatchObject({ code: "not-a-holder" });
    expect(await refused(id, "outsider", { ...forLead, onBehalfOf: "nobody@example.org" })).toMatchObject({
      status: 422,
    });
    world.clock.shift(day / 2 + 60_000);
    expect((await vote(id, "champ2")).status).toBe(200);
  });

  it("is refused once the delegation has run out, and what was said before stands", async () => {
    const slug = await started("by-three");
    await delegate("outsider", { release: slug });
    await delegate("champ2", { release: slug });
    const id = await proposed(slug);
    expect((await vote(id, "outsider")).status).toBe(202);
    world.clock.shift(day + 60_000);
    expect(await refused(id, "champ2")).toMatchObject({ code: "not-a-holder" });
    expect((await vote(id, "sec", { vote: "approve" })).status).toBe(200);
    expect(await stateOf(slug)).toBe("cancelled");
  });

  it("stops counting once the delegation is taken back, and the principal can then say it themselves", async () => {
    const slug = await started("by-three");
    const delegation = await delegate("outsider", { release: slug });
    const id = await proposed(slug);
    expect((await vote(id, "outsider")).status).toBe(202);
    await world.ok("lead", "POST", `/delegations/${delegation}/revoke`, {});
    expect((await detail(id)).missing.map(({ roles }) => roles[0])).toEqual(["technical-lead", "security"]);
    expect(await refused(id, "outsider")).toMatchObject({ code: "not-a-holder" });
    expect((await vote(id, "sec", { vote: "approve" })).status).toBe(202);
    expect((await vote(id, "lead", { vote: "approve" })).status).toBe(200);
    expect(await stateOf(slug)).toBe("cancelled");
  });

  it("stops counting with the principal's role, and with the account of either", async () => {
    await world.person("stand-in");
    const token = await world.tokenOf("stand-in");
    const slug = await started("by-three");
    await delegate("stand-in", { release: slug });
    const id = await proposed(slug);
    expect((await vote(id, token)).status).toBe(202);
    const admin = world.call(await world.actor("admin"));
    await disablePerson.execute(world.kernel, { person: email("stand-in") }, admin);
    expect((await detail(id)).missing).toHaveLength(2);

    const next = await started("by-three");
    await delegate("outsider", { release: next });
    const second = await proposed(next);
    expect((await vote(second, "outsider")).status).toBe(202);
    await world.ok("champ", "PUT", `/releases/${next}/roles`, {
      roles: { "technical-lead": [email("champ")] },
    });
    expect((await detail(second)).missing).toHaveLength(2);
    expect(await refused(second, "outsider")).toMatchObject({ code: "not-a-holder" });
  });

  it("is not given on the delegate's own work, nor the principal's", async () => {
    const waive = { decision: "requirement.waive", slots: together("technical-lead", "security") };
    await world.ok("keeper", "POST", "/templates", {
      ...templateDocument,
      key: "waived",
      rights: [...templateDocument.rights, waive],
    });
    const slug = await started("waived");
    // The champion writes what the requirement covers.
    await world.ok("champ", "PUT", `/releases/${slug}/plan`, { objective: { problem: "Another problem." } });
    await delegate("champ", { release: slug });
    await delegate("outsider", { release: slug });
    const expiresAt = new Date(world.clock.now().getTime() + day).toISOString();
    const asked = await world.send("sec", "POST", `/releases/${slug}/gates/reviewed/waivers`, {
      requirement: "looked-at",
      reason: "later",
      expiresAt,
      owner: email("sec"),
    });
    expect(asked.status).toBe(202);
    const { id } = asked.as<PendingAnswer>().pendingDecision;
    expect((await detail(id)).missing[0]?.whoMay.map((each) => each.email)).toEqual([
      email("lead"),
      email("outsider"),
    ]);
    expect(await refused(id, "champ")).toMatchObject({ status: 403, code: "separation-of-duties" });
    expect((await vote(id, "outsider")).status).toBe(200);
  });

  it("ends it by a reasoned no, and takes back what was said", async () => {
    const slug = await started("by-three");
    await delegate("outsider", { release: slug });
    const id = await proposed(slug);
    await vote(id, "outsider");
    expect((await vote(id, "outsider", { ...forLead, vote: "withdraw" })).status).toBe(202);
    const lead = (await world.actor("lead")).id;
    expect((await world.entries()).at(-1)).toMatchObject({
      type: "decision.taken-back",
      subjects: { principal: lead },
    });
    const no = { ...forLead, vote: "reject", reason: "not while they are away" };
    expect((await vote(id, "outsider", no)).body).toMatchObject({ pendingDecision: { state: "rejected" } });
    expect(await stateOf(slug)).toBe("active");
  });

  it("reaches nothing that the delegate may not see, and nobody is told of them there", async () => {
    const slug = await started("by-two", { restrictedTo: [email("champ"), email("lead")] });
    await delegate("outsider");
    const id = await proposed(slug);
    expect((await detail(id)).missing[0]?.whoMay.map((each) => each.email)).toEqual([email("lead")]);
    const nothing = "01890a5d-ac96-774b-bcce-b302099a8057";
    const there = await refused(id, "outsider");
    const nowhere = await refused(nothing, "outsider");
    expect({ ...there, requestId: "" }).toEqual({ ...nowhere, requestId: "" });
    await settlePending(world.kernel);
    const mine = await world.ok<{ items: PendingDetail[] }>("outsider", "GET", "/pending-decisions");
    expect(mine.items.map((each) => each.id)).not.toContain(id);
    expect((await vote(id, "lead", { vote: "approve" })).status).toBe(200);
  });

  it("reaches no decision about no release: a delegation is about releases", async () => {
    const kept = ["component.register", "template.publish", "pool.change"] as const;
    const one = (decision: string, roles: string[]) => ({
      decision,
      slots: [{ roles, count: 1, allowAuthor: true }],
    });
    const rights = [
      ...kept.map((decision) => one(decision, ["keepers"])),
      one("release.create", ["release-champion"]),
      { decision: "rights.change", slots: together("keepers", "technical-lead") },
    ];
    await world.ok("keeper", "PUT", "/rights", { rights });
    const asked = await world.send("keeper", "PUT", "/rights", {
      rights: rights.slice(0, 3).concat(rights[4] ?? []),
    });
    expect(asked.status).toBe(202);
    const { id } = asked.as<PendingAnswer>().pendingDecision;
    // Whom it does not concern cannot tell that it is there.
    expect(await refused(id, "outsider")).toMatchObject({ status: 404 });
    const own = await detail(id, "keeper");
    expect(own.missing[0]?.whoMay.every(({ onBehalfOf }) => onBehalfOf === undefined)).toBe(true);
  });
});

it.each(["vote first", "revocation first"])(
  "a vote and the end of its delegation at once: %s",
  async (order) => {
    const slug = await started();
    const delegation = await delegate("champ2", { release: slug });
    const id = await proposed(slug);
    const [by, lead] = [world.call(await world.actor("champ2")), world.call(await world.actor("lead"))];
    const cast = (kernel: ReleaseWorld["kernel"]) =>
      voteOnPending(kernel, { pendingDecision: id, vote: "approve", onBehalfOf: email("lead") }, by);
    const end = (kernel: ReleaseWorld["kernel"]) =>
      revokeDelegation.execute(kernel, { id: delegation }, lead);
    const isVote = order === "vote first";
    const { first, second } = await interleave(world.kernel, {
      first: isVote ? cast : end,
      second: isVote ? end : cast,
    });
    expect(first.status).toBe("fulfilled");
    expect(second.status).toBe(isVote ? "fulfilled" : "rejected");
    expect(await stateOf(slug)).toBe(isVote ? "cancelled" : "active");
  },
);
