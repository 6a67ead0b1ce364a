import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { registerBundle } from "@/lib/bundles/register-bundle";
import { setCandidate } from "@/lib/releases/set-candidate";
import { type TestApi, testApi } from "@/lib/testing/api";
import { testDatabase } from "@/lib/testing/database";
import { numberEntries } from "@/lib/testing/number-entries";
import { makeRelease, sampleOrganisation, type SampleRelease } from "@/lib/testing/release";
import { makeWorld, manifestOf, type World } from "@/lib/testing/world";
import { castVote } from "./cast-vote";
import { inboxOf } from "./inbox-queries";
import type { VoteKind } from "./model";
import { getGate } from "./queries";

let world: World;
let api: TestApi;

beforeAll(async () => {
  world = await makeWorld((await testDatabase()).url);
  await sampleOrganisation(world);
  api = testApi(world.kernel);
});
afterAll(() => world.close());

async function vote(
  release: SampleRelease,
  name: string,
  role: string,
  kind: VoteKind,
  reason?: string,
): Promise<void> {
  const actor = await world.actor(name);
  const gate = await getGate(world.kernel.db.prisma, {
    slug: release.slug,
    gate: release.gate,
    actor,
    now: world.clock.now(),
  });
  const subjectDigest = gate.requirements[0]?.subjectDigest ?? "";
  const input = {
    release: release.slug,
    gate: release.gate,
    requirement: release.requirement,
    role,
    vote: kind,
    subjectDigest,
    ...(reason === undefined ? {} : { reason }),
  };
  await castVote.execute(world.kernel, input, world.call(actor));
}

async function tasks(name: string, release: SampleRelease) {
  const { items } = await inboxOf(world.kernel.db.prisma, {
    actor: await world.actor(name),
    now: world.clock.now(),
  });
  return items.filter((item) => item.release.slug === release.slug && item.gate.key === release.gate);
}

async function newWeights(release: SampleRelease, content: string): Promise<void> {
  const manifest = manifestOf(release.component, { code: "c1", "model-weights": content });
  const { digest } = await registerBundle.execute(
    world.kernel,
    { component: release.component, manifest },
    world.call(await world.actor("lea")),
  );
  await setCandidate.execute(
    world.kernel,
    { release: release.slug, component: release.component, digest },
    world.call(await world.actor("cora")),
  );
}

describe("the inbox", () => {
  it("asks everybody who could fill a free place, with what the signature states", async () => {
    const release = await makeRelease(world, { slug: "asks" });
    expect(await tasks("rita", release)).toMatchObject([
      { kind: "sign", role: "reviewer", meaning: "I read the report", last: null },
    ]);
    expect(await tasks("rob", release)).toHaveLength(1);
    expect(await tasks("ed", release)).toMatchObject([{ role: "engineer" }]);
    expect(await tasks("mia", release)).toEqual([]);
  });

  it("keeps a task when somebody asks for changes", async () => {
    const release = await makeRelease(world, { slug: "keeps" });
    await vote(release, "ed", "engineer", "needs-work", "tests fail");
    expect(await tasks("eve", release)).toHaveLength(1);
    expect(await tasks("rita", release)).toMatchObject([{ objections: [{ code: "needs-work" }] }]);
  });

  it("is empty of what one has signed, and asks again with the difference when the content changed", async () => {
    const release = await makeRelease(world, { slug: "again" });
    await vote(release, "rita", "reviewer", "approve");
    expect(await tasks("rita", release)).toEqual([]);
    expect(await tasks("rob", release)).toEqual([]);
    await newWeights(release, "w2");
    const asked = await tasks("rita", release);
    expect(asked).toMatchObject([
      {
        status: "stale",
        last: {
          vote: "approve",
          changes: [
            {
              part: `${release.component}:model-weights`,
              change: "changed",
              artifacts: [{ kind: "model-weights", change: "changed" }],
            },
          ],
        },
      },
    ]);
  });

  it("asks whoever objected to look at the new content", async () => {
    const release = await makeRelease(world, { slug: "look-again" });
    await vote(release, "rita", "reviewer", "needs-work", "unclear");
    await newWeights(release, "w3");
    expect((await tasks("rita", release)).map((item) => item.kind)).toContain("look-again");
  });

  it("answers the same through the API, and nothing to a machine", async () => {
    const release = await makeRelease(world, { slug: "by-api" });
    const answer = await api.request("GET", "/decisions?waitingOn=me", {
      token: await world.tokenOf("rita"),
    });
    const items = answer.as<{ items: { release: { slug: string } }[] }>().items;
    expect(items.some((item) => item.release.slug === release.slug)).toBe(true);
    const machine = await world.machine("pipe", "owners", ["read"], "ada");
    expect((await api.request("GET", "/decisions", { token: machine })).body).toMatchObject({
      code: "people-only",
    });
  });

  it("holds every release, also more than are read at once", async () => {
    const slugs = Array.from({ length: 23 }, (_, n) => `of-many-${n}`);
    for (const slug of slugs) await makeRelease(world, { slug });
    const { items } = await inboxOf(world.kernel.db.prisma, {
      actor: await world.actor("rob"),
      now: world.clock.now(),
    });
    const asked = items.map(({ release }) => release.slug).filter((slug) => slugs.includes(slug));
    expect(asked.toSorted()).toEqual(slugs.toSorted());
  });
});

describe("the stream of events", () => {
  /** Events as they come, until one satisfies the reader. */
  async function read(stream: ReadableStream<Uint8Array>, until: (text: string) => boolean): Promise<string> {
    const reader = stream.getReader();
    const decoder = new TextDecoder();
    let text = "";
    while (!until(text)) {
      const { done, value } = await reader.read();
      if (done) break;
      text += decoder.decode(value, { stream: true });
    }
    await reader.cancel();
    return text;
  }

  const ids = (text: string) => [...text.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id));

  it("tells what was numbered, resumes after an id, and misses nothing", async () => {
    const token = await world.tokenOf("rita");
    await numberEntries(world.kernel.db);
    const before = await api.request("GET", "/events", { token });
    const release = await makeRelease(world, { slug: "streamed" });
    await numberEntries(world.kernel.db);
    const live = await read(before.as<ReadableStream<Uint8Array>>(), (text) =>
      text.includes("candidate.set"),
    );
    const seen = ids(live);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(live).toContain(`"release":"${release.slug}"`);
    const first = seen[1] ?? 0;
    const resumed = await api.request("GET", "/events", {
      token,
      headers: { "last-event-id": String(first) },
    });
    const rest = await read(resumed.as<ReadableStream<Uint8Array>>(), (text) =>
      text.includes("candidate.set"),
    );
    expect(ids(rest).slice(1)).toEqual(seen.slice(2));
  });

  it("keeps a restricted release's events from others, and refuses an id that is none", async () => {
    const token = await world.tokenOf("mia");
    const stream = await api.request("GET", "/events", { token });
    await makeRelease(world, { slug: "hidden", restrictedTo: ["rita"] });
    await makeRelease(world, { slug: "in-sight" });
    await numberEntries(world.kernel.db);
    const text = await read(
      stream.as<ReadableStream<Uint8Array>>(),
      (all) => all.includes("in-sight") && all.includes("candidate.set"),
    );
    expect(text).not.toContain("hidden");
    expect((await api.request("GET", "/events", { token, headers: { "last-event-id": "x" } })).status).toBe(
      422,
    );
  });
});
