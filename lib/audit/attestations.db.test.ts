import { createHash, createPublicKey } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { acknowledgeRequirement } from "@/lib/gates/acknowledge-requirement";
import { castVote } from "@/lib/gates/cast-vote";
import { getGate } from "@/lib/gates/queries";
import { reportCheck } from "@/lib/gates/report-check";
import { waiveRequirement } from "@/lib/gates/waive-requirement";
import { advanceStage } from "@/lib/releases/advance-stage";
import { completeRelease } from "@/lib/releases/complete-release";
import { reopenStage } from "@/lib/releases/reopen-stage";
import { type TestAnswer, type TestApi, testApi } from "@/lib/testing/api";
import { testDatabase } from "@/lib/testing/database";
import { type SampleRelease, sampleTemplate } from "@/lib/testing/release";
import { makeWorld, type World } from "@/lib/testing/world";
import { commitmentTo } from "@/lib/platform/commitments";
import { type Envelope, openEnvelope } from "./attestations/envelope";
import { extensions, type Statement } from "./attestations/statement";

let world: World;
let api: TestApi;
let token: string;
let release: SampleRelease;
let check: string;

const [evaluate, canary] = sampleTemplate.stages;
const attestedTemplate = {
  ...sampleTemplate,
  key: "attested",
  stages: [
    {
      ...evaluate,
      gates: [
        {
          ...evaluate?.gates[0],
          requirements: [
            ...(evaluate?.gates[0]?.requirements ?? []),
            { key: "measured", kind: "check", check: "evaluation" },
            { key: "schema", kind: "check", check: "schema" },
          ],
        },
      ],
    },
    canary,
  ],
};

beforeAll(async () => {
  world = await makeWorld((await testDatabase()).url);
  await world.release({ slug: "plain" });
  await world.template(attestedTemplate, "cora");
  token = await world.tokenOf("ola", ["read"]);
  api = testApi(world.kernel);
  release = await world.release({ slug: "vad-6", template: "attested" });
});
afterAll(() => world.close());

const by = async (name: string) => world.call(await world.actor(name));
const get = (path: string, as = token): Promise<TestAnswer> => api.request("GET", path, { token: as });
const gateAt = async (gate: string) =>
  getGate(world.kernel.db.prisma, { slug: release.slug, gate, actor: world.system, now: world.clock.now() });

async function sign(name: string, role: string): Promise<void> {
  const subjectDigest = (await gateAt("ready-to-go")).requirements[0]?.subjectDigest ?? "";
  const about = { release: release.slug, gate: "ready-to-go", requirement: "reviewed", subjectDigest };
  await castVote.execute(world.kernel, { ...about, role, vote: "approve" }, await by(name));
}

async function opened(path: string): Promise<Statement> {
  const answer = await get(path);
  expect({ path, status: answer.status }).toMatchObject({ status: 200 });
  const { publicKey } = (await get("/attestations/key")).as<{ publicKey: string }>();
  const content = openEnvelope(answer.as<Envelope>(), [createPublicKey(publicKey)])?.content;
  return JSON.parse(content?.toString() ?? "null") as Statement;
}

interface Decision {
  requirement: string;
  decision: string;
  by: { id: string; commitment: string; name?: string; salt?: string };
  role: string;
  meaning: string | null;
  at: string;
  subject: { sha256: string };
  right: { rule: string; role: string; grant: string[]; policy: Record<string, string> };
  entry: { digest: { sha256: string } };
}
const decisionsIn = ({ predicate }: Statement) => predicate[extensions.decisions] as Decision[];
const bundle = () => ({ name: release.component, digest: { sha256: release.candidate.slice(7) } });

describe("attestations of a release", () => {
  it("of a gate wait until it has passed", async () => {
    const early = await get(`/releases/${release.slug}/gates/ready-to-go/attestation`);
    expect(early).toMatchObject({ status: 409, body: { code: "conflict" } });
    expect((await get(`/releases/${release.slug}/gates/none/attestation`)).status).toBe(404);
    expect((await get(`/releases/nowhere/attestations`)).status).toBe(404);
    expect((await get(`/releases/${release.slug}/attestations?names=maybe`)).status).toBe(422);
  });

  it("hold what a check found of a bundle", async () => {
    const told = { release: release.slug, bundleDigest: release.candidate, url: "https://ci.example.org/7" };
    ({ id: check } = await reportCheck.execute(
      world.kernel,
      { ...told, name: "evaluation", status: "passed", evidence: { f1: "0.97" } },
      await by("mia"),
    ));
    const failed = await reportCheck.execute(
      world.kernel,
      { ...told, name: "schema", status: "failed", summary: "state is new" },
      await by("mia"),
    );
    const running = await reportCheck.execute(
      world.kernel,
      { ...told, name: "schema", status: "running" },
      await by("mia"),
    );
    const { version } = await world.kernel.db.prisma.templateVersion.findFirstOrThrow({
      where: { key: "attested" },
    });
    expect(await opened(`/releases/${release.slug}/checks/${check}/attestation`)).toMatchObject({
      _type: "https://in-toto.io/Statement/v1",
      subject: [bundle()],
      predicateType: "https://in-toto.io/attestation/test-result/v0.1",
      predicate: {
        result: "PASSED",
        configuration: [
          {
            name: "template",
            uri: `http://localhost:3000/api/v1/templates/attested/versions/${version}`,
            digest: { sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string },
          },
        ],
        url: "https://ci.example.org/7",
        passedTests: ["evaluation"],
        failedTests: [],
        [extensions.check]: { reportedBy: { kind: "person", id: (await world.actor("mia")).id } },
      },
    });
    const other = await opened(`/releases/${release.slug}/checks/${failed.id}/attestation`);
    expect(other.predicate).toMatchObject({ result: "FAILED", failedTests: ["schema"] });
    expect(JSON.stringify(other)).not.toContain("state is new");
    expect((await get(`/releases/${release.slug}/checks/${running.id}/attestation`)).status).toBe(404);
  });

  it("hold each decision by which a gate passed: who, in which role, meaning what, by which right", async () => {
    await sign("ed", "engineer");
    await sign("rita", "reviewer");
    const schema = (await gateAt("ready-to-go")).requirements.find(({ key }) => key === "schema");
    await waiveRequirement.execute(
      world.kernel,
      {
        release: release.slug,
        gate: "ready-to-go",
        requirement: "schema",
        reason: "It runs since an hour.",
        expiresAt: "2099-01-01T00:00:00Z",
        owner: world.emailOf("sid"),
      },
      await by("sid"),
    );
    await advanceStage.execute(world.kernel, { release: release.slug, stage: "evaluate" }, await by("cora"));
    const summary = await opened(`/releases/${release.slug}/gates/ready-to-go/attestation`);
    expect(summary).toMatchObject({
      subject: [bundle()],
      predicateType: "https://slsa.dev/verification_summary/v1",
      predicate: {
        verifier: { id: "http://localhost:3000" },
        resourceUri: "http://localhost:3000/releases/vad-6",
        policy: { uri: expect.stringContaining("/templates/attested/versions/") as string },
        verificationResult: "PASSED",
        verifiedLevels: ["COUNTERSIGN_GATE_READY_TO_GO"],
        [extensions.gate]: {
          stage: "evaluate",
          status: "ready",
          leftBy: { by: { id: (await world.actor("cora")).id } },
        },
      },
    });
    const decisions = decisionsIn(summary);
    expect(
      decisions.map(({ requirement, decision, role, meaning }) => [requirement, decision, role, meaning]),
    ).toEqual([
      ["reviewed", "approve", "engineer", "I read the code"],
      ["reviewed", "approve", "reviewer", "I read the report"],
      ["schema", "waive", "security", null],
    ]);
    const ed = await world.actor("ed");
    expect(decisions[0]).toMatchObject({
      by: { kind: "person", id: ed.id, commitment: expect.stringMatching(/^sha256:/) as string },
      right: { role: "engineer", policy: { template: expect.stringMatching(/^attested@\d+$/) as string } },
    });
    expect(decisions[0]?.right.grant.length).toBeGreaterThan(0);
    expect(schema?.subjectDigest).toBe(`sha256:${decisions[2]?.subject.sha256}`);
    // What it refers to is what the ledger holds.
    for (const { entry } of decisions)
      expect(
        await world.kernel.db.prisma.ledgerEntry.count({
          where: { digest: `sha256:${entry.digest.sha256}` },
        }),
      ).toBe(1);
    expect(JSON.stringify(summary)).not.toMatch(/example\.org|"ed"/);
  });

  it("open the commitment to a name where names are asked for, as long as it is not erased", async () => {
    const path = `/releases/${release.slug}/gates/ready-to-go/attestation?names=true`;
    const [first, ...rest] = decisionsIn(await opened(path));
    expect(first?.by.name).toBe("ed <ed@example.org>");
    const salt = Buffer.from(first?.by.salt ?? "", "base64");
    expect(commitmentTo(salt, first?.by.name ?? "")).toBe(first?.by.commitment);
    expect(rest.every(({ by: who }) => who.name !== undefined)).toBe(true);
    const ed = await world.actor("ed");
    await world.kernel.db.pool.query(
      "SELECT erase_openings(array_agg(id)) FROM ledger_openings WHERE person_id = $1",
      [ed.id],
    );
    const [erased] = decisionsIn(await opened(path));
    expect(erased?.by).toEqual({ kind: "person", id: ed.id, commitment: first?.by.commitment });
  });

  it("are the same, byte for byte, whenever they are asked for", async () => {
    const path = `/releases/${release.slug}/gates/ready-to-go/attestation`;
    const first = (await get(path)).body;
    world.clock.shift(86_400_000);
    token = await world.tokenOf("ola", ["read"]);
    expect((await get(path)).body).toEqual(first);
  });

  it("hold those who acknowledged, and what was released with its artifacts, once the release is completed", async () => {
    const told = (await gateAt("informed")).requirements[0]?.subjectDigest ?? "";
    const early = await get(`/releases/${release.slug}/components/${release.component}/attestation`);
    expect(early).toMatchObject({ status: 409 });
    for (const name of ["ed", "eve"])
      await acknowledgeRequirement.execute(
        world.kernel,
        {
          release: release.slug,
          gate: "informed",
          requirement: "told",
          role: "engineer",
          subjectDigest: told,
        },
        await by(name),
      );
    await completeRelease.execute(
      world.kernel,
      { release: release.slug, outcome: "completed" },
      await by("cora"),
    );
    const informed = await opened(`/releases/${release.slug}/gates/informed/attestation`);
    expect(informed.predicate).toMatchObject({
      verificationResult: "PASSED",
      [extensions.gate]: { stage: "canary" },
    });
    expect(decisionsIn(informed)).toMatchObject([
      { decision: "acknowledge", by: { id: (await world.actor("ed")).id }, role: "engineer" },
      { decision: "acknowledge", by: { id: (await world.actor("eve")).id } },
    ]);
    const component = await world.kernel.db.prisma.component.findUniqueOrThrow({
      where: { key: release.component },
    });
    const sha = (text: string) => createHash("sha256").update(text).digest("hex");
    expect(
      await opened(`/releases/${release.slug}/components/${release.component}/attestation`),
    ).toMatchObject({
      subject: [
        { name: `${release.component}-1.0.0.bundle.json`, digest: bundle().digest },
        { name: "code", digest: { sha256: sha("c1") } },
        { name: "model-weights", digest: { sha256: sha("w1") } },
      ],
      predicateType: "https://in-toto.io/attestation/release/v0.1",
      predicate: {
        purl: `pkg:generic/${release.component}@1.0.0`,
        packageId: component.id,
        [extensions.release]: { release: "vad-6", baseline: null },
      },
    });
    expect((await get(`/releases/${release.slug}/components/none/attestation`)).status).toBe(404);
  });

  it("are listed in the order of what they attest, page by page", async () => {
    interface Page {
      items: { kind: string; about: string; predicateType: string; envelope: Envelope }[];
      nextCursor: string | null;
    }
    const all = (await get(`/releases/${release.slug}/attestations`)).as<Page>();
    expect(all.items.map(({ kind }) => kind)).toEqual(["check", "check", "gate", "gate", "release"]);
    const first = (await get(`/releases/${release.slug}/attestations?limit=3`)).as<Page>();
    const next = await get(`/releases/${release.slug}/attestations?limit=3&cursor=${first.nextCursor ?? ""}`);
    expect([...first.items, ...next.as<Page>().items]).toEqual(all.items);
    const gate = await get(`/releases/${release.slug}/gates/informed/attestation`);
    expect(all.items.find(({ about }) => about === "informed")?.envelope).toEqual(gate.body);
  });

  it("say of a gate that was passed by broken glass that it failed, and nothing of one that is open again", async () => {
    release = await world.release({ slug: "in-haste" });
    await advanceStage.execute(
      world.kernel,
      { release: release.slug, stage: "evaluate", breakGlass: true, reason: "The old model is withdrawn." },
      await by("ed"),
    );
    const summary = await opened(`/releases/${release.slug}/gates/ready-to-go/attestation`);
    expect(summary.predicate).toMatchObject({
      verificationResult: "FAILED",
      verifiedLevels: ["FAILED"],
      [extensions.gate]: { status: "open", breakGlass: expect.any(String) as string },
      [extensions.decisions]: [],
    });
    await reopenStage.execute(
      world.kernel,
      { release: release.slug, stage: "evaluate", reason: "It was not needed." },
      await by("cora"),
    );
    expect((await get(`/releases/${release.slug}/gates/ready-to-go/attestation`)).status).toBe(409);
  });

  it("of a restricted release are for those who see it", async () => {
    release = await world.release({ slug: "hidden", restrictedTo: ["mia"] });
    expect((await get(`/releases/hidden/attestations`, await world.tokenOf("mia", ["read"]))).status).toBe(
      200,
    );
    expect((await get(`/releases/hidden/attestations`)).status).toBe(404);
  });
});
