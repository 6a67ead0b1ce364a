import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { dsse } from "@sigstore/core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { makeReleaseWorld, type ReleaseWorld } from "@/lib/testing/release-world";
import { testDatabase } from "@/lib/testing/database";
import { manifestOf } from "@/lib/testing/world";
import { addProvenance } from "./add-provenance";
import type { ProvenanceAnswer } from "./provenance-schemas";

let world: ReleaseWorld;
let robot: string;
let path: string;
let digest: string;
let made = 0;

const payloadType = "application/vnd.in-toto+json";
const pem = (key: KeyObject) => key.export({ format: "pem", type: "spki" }).toString();
const builder = generateKeyPairSync("ec", { namedCurve: "P-256" });
const other = generateKeyPairSync("ed25519");
const manifest = () => manifestOf("silero-vad", { code: `a${made}`, "model-weights": "w" });
const weights = manifest().artifacts[1]?.sha256 ?? "";

beforeAll(async () => {
  world = await makeReleaseWorld((await testDatabase()).url);
  robot = await world.machine("robot", ["read", "bundles"]);
});
afterAll(() => world.close());
afterEach(() => {
  delete process.env["COUNTERSIGN_BUILDER_KEYS"];
});

/** A bundle of its own, with the same weights. */
async function bundle(): Promise<void> {
  made += 1;
  ({ digest } = await world.ok<{ digest: string }>(
    "lead",
    "POST",
    "/components/silero-vad/bundles",
    manifest(),
  ));
  path = `/components/silero-vad/bundles/${digest}/provenance`;
}

const statement = (...sha256: string[]) => ({
  _type: "https://in-toto.io/Statement/v1",
  subject: sha256.map((each, at) => ({ name: `out/${at}`, digest: { sha256: each } })),
  predicateType: "https://slsa.dev/provenance/v1",
  predicate: {
    buildDefinition: {
      buildType: "https://actions.github.io/buildtypes/workflow/v1",
      externalParameters: { workflow: { ref: "refs/heads/main" } },
      resolvedDependencies: [{ uri: "git+https://example.org/vad", digest: { gitCommit: "9f31c02" } }],
    },
    runDetails: { builder: { id: "https://example.org/builders/ci@v1" } },
  },
});

/** As another implementation seals it. */
function sealed(content: unknown, key: KeyObject) {
  const payload = Buffer.from(JSON.stringify(content));
  const hash = key.asymmetricKeyType === "ed25519" ? null : "sha256";
  const sig = sign(hash, dsse.preAuthEncoding(payloadType, payload), key).toString("base64");
  return { payloadType, payload: payload.toString("base64"), signatures: [{ keyid: "", sig }] };
}

const listed = async () => (await world.ok<{ items: ProvenanceAnswer[] }>("outsider", "GET", path)).items;

describe("provenance", () => {
  it("that nobody signed is kept and shown as unsigned, with what of the bundle it is about", async () => {
    await bundle();
    const sent = statement(weights, "0".repeat(64));
    const added = await world.ok<{ id: string }>(robot, "POST", path, sent);
    expect(added).toMatchObject({ signature: "unsigned", subjects: ["model-weights"] });
    expect((await world.entries()).at(-1)).toMatchObject({
      type: "bundle.provenance-added",
      actor: { kind: "machine" },
      subjects: { bundle: digest, provenance: added.id },
      payload: {
        component: "silero-vad",
        builder: "https://example.org/builders/ci@v1",
        signature: "unsigned",
        key: null,
      },
    });
    expect(await listed()).toMatchObject([
      {
        by: { name: "robot", isMachine: true },
        builder: "https://example.org/builders/ci@v1",
        buildType: "https://actions.github.io/buildtypes/workflow/v1",
        subjects: ["model-weights"],
        otherSubjects: 1,
        signature: "unsigned",
        key: null,
        document: sent,
      },
    ]);
  });

  it("that is signed is verified by a key that the operator trusts, else by the one that comes with it, else by nobody", async () => {
    await bundle();
    const envelope = sealed(statement(digest.slice(7)), builder.privateKey);
    expect(await world.ok(robot, "POST", path, envelope)).toMatchObject({
      signature: "unchecked",
      subjects: ["silero-vad"],
    });
    const given = { envelope, publicKey: pem(builder.publicKey) };
    expect(await world.ok(robot, "POST", path, given)).toMatchObject({ signature: "given" });
    await bundle();
    const again = sealed(statement(digest.slice(7)), builder.privateKey);
    const der = builder.publicKey.export({ format: "der", type: "spki" }).toString("base64");
    process.env["COUNTERSIGN_BUILDER_KEYS"] = `release-ci=${der}`;
    expect(await world.ok(robot, "POST", path, again)).toMatchObject({ signature: "trusted" });
    expect(await listed()).toMatchObject([
      {
        signature: "trusted",
        key: { name: "release-ci", publicKey: pem(builder.publicKey) },
        document: again,
      },
    ]);
  });

  it("is refused where the key that comes with it did not sign it, or it was changed", async () => {
    await bundle();
    const envelope = sealed(statement(weights), builder.privateKey);
    const key = { publicKey: pem(other.publicKey) };
    expect(await world.refused(robot, "POST", path, { envelope, ...key })).toMatchObject({
      status: 422,
      field: "/publicKey",
      detail: expect.stringContaining("none of the signatures is this key's") as string,
    });
    const changed = {
      ...envelope,
      payload: Buffer.from(JSON.stringify(statement(weights, weights))).toString("base64"),
    };
    const own = { publicKey: pem(builder.publicKey) };
    expect(await world.refused(robot, "POST", path, { envelope: changed, ...own })).toMatchObject({
      field: "/publicKey",
    });
    const unsigned = { ...envelope, signatures: [] };
    expect(await world.refused(robot, "POST", path, { envelope: unsigned, ...own })).toMatchObject({
      detail: expect.stringContaining("nothing is signed") as string,
    });
    const secret = other.privateKey.export({ format: "pem", type: "pkcs8" }).toString();
    const refusal = await world.refused(robot, "POST", path, { envelope, publicKey: secret });
    expect(refusal).toMatchObject({ field: "/publicKey" });
    expect(JSON.stringify(refusal)).not.toContain(secret.split("\n")[1]);
  });

  it("that is about nothing of the bundle is refused, with what was expected", async () => {
    await bundle();
    const refusal = await world.refused(robot, "POST", path, statement("0".repeat(64)));
    expect(refusal).toMatchObject({ status: 422, field: "/subject" });
    expect(refusal.detail).toContain(`model-weights (${weights})`);
    expect(refusal.detail).toContain(`or of the bundle (${digest.slice(7)})`);
  });

  it.each([
    ["another statement", { _type: "https://in-toto.io/Statement/v0.1" }, "/_type"],
    ["another predicate", { predicateType: "https://slsa.dev/provenance/v0.2" }, "/predicateType"],
    [
      "no builder",
      { predicate: { buildDefinition: { buildType: "x" }, runDetails: {} } },
      "/predicate/runDetails/builder",
    ],
    ["no subject", { subject: [] }, "/subject"],
  ])("is refused as %s, in an envelope as well", async (_what, change, field) => {
    await bundle();
    const content = { ...statement(weights), ...change };
    expect(await world.refused(robot, "POST", path, content)).toMatchObject({ status: 422, field });
    const inside = await world.refused(robot, "POST", path, sealed(content, builder.privateKey));
    expect(inside).toMatchObject({ status: 422, field: "/payload" });
    expect(inside.detail).toContain(field);
  });

  it("is refused where it is no JSON, of another type, or there already", async () => {
    await bundle();
    const envelope = sealed(statement(weights), builder.privateKey);
    const broken = { ...envelope, payload: Buffer.from("{").toString("base64") };
    expect(await world.refused(robot, "POST", path, broken)).toMatchObject({ field: "/payload" });
    expect(
      await world.refused(robot, "POST", path, { ...envelope, payloadType: "text/plain" }),
    ).toMatchObject({
      status: 422,
    });
    await world.ok(robot, "POST", path, envelope);
    expect(await world.refused("lead", "POST", path, envelope)).toMatchObject({
      status: 409,
      code: "already-exists",
    });
    expect(await world.refused(robot, "POST", path.replace("silero-vad", "gateway"), envelope)).toMatchObject(
      {
        status: 404,
      },
    );
  });

  it("is kept once where two send it at once", async () => {
    await bundle();
    const sent = statement(weights);
    const lead = world.call(await world.actor("lead"));
    const add = (kernel: typeof world.kernel) =>
      addProvenance.execute(kernel, { component: "silero-vad", digest, sent }, lead);
    const results = await Promise.allSettled([add(world.kernel), add(world.kernel), add(world.kernel)]);
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(await listed()).toHaveLength(1);
  });
});
