import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testDatabase } from "@/lib/testing/database";
import { makeReleaseWorld, type ReleaseWorld } from "@/lib/testing/release-world";
import { manifestOf } from "@/lib/testing/world";
import type { ReplayAnswer, VerificationAnswer } from "./replay-schemas";

let world: ReleaseWorld;
let robot: string;
let path: string;
let digest: string;

const hash = (letter: string) => letter.repeat(64);
const manifest = {
  ...manifestOf("silero-vad", { code: "a", "model-weights": "w" }),
  replay: {
    command: ["node", "evaluate.mjs"],
    expects: [{ path: "report.json", sha256: hash("a") }],
  },
};

beforeAll(async () => {
  world = await makeReleaseWorld((await testDatabase()).url);
  robot = await world.machine("robot", ["read", "bundles"]);
  ({ digest } = await world.ok<{ digest: string }>(
    "lead",
    "POST",
    "/components/silero-vad/bundles",
    manifest,
  ));
  path = `/components/silero-vad/bundles/${digest}`;
});
afterAll(() => world.close());

const said = {
  startedAt: "2026-11-26T10:00:00.000Z",
  durationMs: 12_345,
  platform: "linux/amd64",
  ended: "exited",
  exitCode: 0,
  outputs: [{ path: "report.json", result: "same", sha256: hash("a") }],
};
const differing = {
  ...said,
  platform: "darwin/arm64",
  url: "https://ci.example.org/runs/7",
  environment: ["CUDA_VISIBLE_DEVICES"],
  outputs: [
    {
      path: "report.json",
      result: "differs",
      sha256: hash("b"),
      differing: 1,
      differences: [{ at: "/f1", expected: "0.975", found: "0.974" }],
    },
  ],
};

interface Pages<Item> {
  items: Item[];
  nextCursor: string | null;
}

describe("a replay", () => {
  it("is recorded with who ran it where, what it came to, and what differs", async () => {
    const first = await world.ok<{ id: string; outcome: string }>(robot, "POST", `${path}/replays`, said);
    expect(first.outcome).toBe("reproduced");
    expect((await world.entries()).at(-1)).toMatchObject({
      type: "bundle.replayed",
      actor: { kind: "machine" },
      subjects: { bundle: digest, replay: first.id },
      after: "reproduced",
      payload: {
        component: "silero-vad",
        platform: "linux/amd64",
        exitCode: 0,
        durationMs: 12_345,
        outputs: [{ path: "report.json", result: "same", sha256: hash("a") }],
      },
    });
    const second = await world.ok<{ outcome: string }>("lead", "POST", `${path}/replays`, differing);
    expect(second.outcome).toBe("differs");
    const entry = (await world.entries()).at(-1);
    expect(entry).toMatchObject({
      after: "differs",
      payload: { found: expect.stringMatching(/^sha256:/) as string },
    });
    expect(JSON.stringify(entry)).not.toMatch(/ci\.example\.org|0\.975/);
    const { items } = await world.ok<Pages<ReplayAnswer>>("outsider", "GET", `${path}/replays`);
    expect(items).toMatchObject([
      {
        outcome: "differs",
        by: { name: "lead", isMachine: false },
        platform: "darwin/arm64",
        url: "https://ci.example.org/runs/7",
        environment: ["CUDA_VISIBLE_DEVICES"],
        outputs: differing.outputs,
      },
      {
        outcome: "reproduced",
        by: { name: "robot", isMachine: true },
        startedAt: said.startedAt,
        without: [],
      },
    ]);
  });

  it("that ended otherwise than with 0 has failed, whatever it says of its outputs", async () => {
    const failed = { ...said, exitCode: 3 };
    expect(await world.ok(robot, "POST", `${path}/replays`, failed)).toMatchObject({ outcome: "failed" });
    const { exitCode: _, ...late } = { ...said, ended: "timed-out" };
    expect(await world.ok(robot, "POST", `${path}/replays`, late)).toMatchObject({ outcome: "failed" });
  });

  it("is listed page by page", async () => {
    const first = await world.ok<Pages<ReplayAnswer>>("outsider", "GET", `${path}/replays?limit=3`);
    expect(first.items).toHaveLength(3);
    const rest = await world.ok<Pages<ReplayAnswer>>(
      "outsider",
      "GET",
      `${path}/replays?limit=3&cursor=${encodeURIComponent(first.nextCursor ?? "")}`,
    );
    expect(rest).toMatchObject({ items: [{ outcome: "reproduced" }], nextCursor: null });
  });

  it("is refused where it contradicts itself, the manifest, or the bundle is not there", async () => {
    const outputs = [{ path: "report.json", result: "same", sha256: hash("b") }];
    expect(await world.refused(robot, "POST", `${path}/replays`, { ...said, outputs })).toMatchObject({
      status: 422,
      field: "/outputs/0/result",
    });
    expect(await world.refused(robot, "POST", `${path}/replays`, { ...said, exitCode: 256 })).toMatchObject({
      status: 422,
      field: "/exitCode",
    });
    expect(
      await world.refused(robot, "POST", `${path}/replays`, { ...said, outcome: "reproduced" }),
    ).toMatchObject({
      status: 422,
      field: "/outcome",
    });
    const other = path.replace("silero-vad", "gateway");
    expect(await world.refused(robot, "POST", `${other}/replays`, said)).toMatchObject({ status: 404 });
    expect(await world.refused(robot, "GET", `${other}/replays`)).toMatchObject({ status: 404 });
    const { digest: plain } = await world.register("silero-vad", { code: "no command" });
    const none = await world.refused(robot, "POST", `/components/silero-vad/bundles/${plain}/replays`, said);
    expect(none).toMatchObject({ status: 409, code: "conflict" });
  });

  it("takes a token with the scope, and none of its own decision", async () => {
    const reader = await world.machine("reader", ["read"]);
    expect(await world.refused(reader, "POST", `${path}/replays`, said)).toMatchObject({
      code: "scope-missing",
    });
    expect(await world.refused("nobody", "POST", `${path}/replays`, said)).toMatchObject({ status: 401 });
  });

  it("stays as it was said: neither the application nor the owner changes it", async () => {
    for (const statement of [
      "UPDATE bundle_replays SET outcome = 'reproduced'",
      "DELETE FROM bundle_replays",
      "UPDATE bundle_verifications SET outcome = 'verified'",
      "TRUNCATE bundle_replays",
    ])
      await expect(world.kernel.db.pool.query(statement)).rejects.toThrow(/permission denied|append-only/);
  });
});

describe("a verification", () => {
  const hashOf = (kind: string) => manifest.artifacts.find((each) => each.kind === kind)?.sha256;
  const artifacts = () => [
    { kind: "code", name: "code", result: "same", sha256: hashOf("code"), note: "code.mjs" },
    { kind: "model-weights", name: "model-weights", result: "missing", note: "not here" },
  ];

  it("is recorded with what was found of each artifact", async () => {
    const done = await world.ok<{ id: string }>(robot, "POST", `${path}/verifications`, {
      platform: "linux/amd64",
      artifacts: artifacts(),
    });
    expect(done).toMatchObject({ outcome: "incomplete" });
    expect((await world.entries()).at(-1)).toMatchObject({
      type: "bundle.verified",
      after: "incomplete",
      subjects: { bundle: digest, verification: done.id },
    });
    const { items } = await world.ok<Pages<VerificationAnswer>>("outsider", "GET", `${path}/verifications`);
    expect(items).toMatchObject([{ outcome: "incomplete", by: { name: "robot" }, artifacts: artifacts() }]);
  });

  it("is refused where it says the same of another content, or leaves one out", async () => {
    const [code, weights] = artifacts();
    const send = (list: unknown[]) =>
      world.refused(robot, "POST", `${path}/verifications`, { platform: "linux/amd64", artifacts: list });
    expect(await send([{ ...code, sha256: hash("0") }, weights])).toMatchObject({
      field: "/artifacts/0/result",
    });
    expect(await send([code])).toMatchObject({ field: "/artifacts" });
    expect(await send([])).toMatchObject({ field: "/artifacts" });
  });
});
