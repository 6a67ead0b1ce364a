import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { getReleaseView } from "@/lib/releases/page-queries";
import { testDatabase } from "@/lib/testing/database";
import { releaseBody } from "@/lib/testing/release-documents";
import { makeReleaseWorld, type ReleaseWorld } from "@/lib/testing/release-world";

let world: ReleaseWorld;
let counter = 0;

interface Listed {
  items: {
    id: string;
    text: string;
    by: { email: string };
    answer: { text: string; role: string | null } | null;
  }[];
}

beforeAll(async () => {
  world = await makeReleaseWorld((await testDatabase()).url);
});
afterAll(() => world.close());

async function started(change: Record<string, unknown> = {}): Promise<string> {
  counter += 1;
  const slug = `c-${counter}`;
  await world.ok("champ", "POST", "/releases", releaseBody(slug, change));
  await world.ok("champ", "POST", `/releases/${slug}/start`);
  return slug;
}

const raise = async (slug: string, by = "outsider") =>
  (
    await world.ok<{ id: string }>(by, "POST", `/releases/${slug}/concerns`, {
      text: "Nights are not measured.",
    })
  ).id;
const listed = async (slug: string, by = "champ") =>
  (await world.ok<Listed>(by, "GET", `/releases/${slug}/concerns`)).items;
const answer = (slug: string, id: string) => `/releases/${slug}/concerns/${id}/answer`;
const text = { text: "They are, in section 4." };

describe("a concern", () => {
  it("is raised by anybody who sees the release, and answered by a holder of a role, once", async () => {
    const slug = await started();
    const id = await raise(slug);
    expect((await world.entries()).at(-1)).toMatchObject({ type: "concern.raised", by: { rule: "anyone" } });
    expect(await listed(slug)).toMatchObject([{ id, by: { email: "outsider@example.org" }, answer: null }]);
    expect(await world.refused("keeper", "POST", answer(slug, id), text)).toMatchObject({
      status: 403,
      whoMay: [{ email: "champ@example.org" }, { email: "lead@example.org" }, { email: "sec@example.org" }],
    });
    await world.ok("lead", "POST", answer(slug, id), text);
    expect(await listed(slug)).toMatchObject([{ answer: { text: text.text, role: "technical-lead" } }]);
    expect((await world.entries()).at(-1)).toMatchObject({
      type: "concern.answered",
      subjects: { concern: id },
    });
    expect(await world.refused("sec", "POST", answer(slug, id), text)).toMatchObject({ status: 409 });
  });

  it("is not answered by whoever raised it, whatever their role: they take it back", async () => {
    const slug = await started();
    const id = await raise(slug, "lead");
    await world.ok("lead", "POST", answer(slug, id), { text: "I was mistaken." });
    expect(await listed(slug)).toMatchObject([{ answer: { role: null } }]);
    expect((await world.entries()).at(-1)).toMatchObject({ type: "concern.taken-back" });
  });

  it("is shown to everybody who is asked to sign, and blocks no gate", async () => {
    const slug = await started();
    const { digest } = await world.register("silero-vad", { code: `c-${slug}` }, "sec");
    await world.ok("champ", "POST", `/releases/${slug}/candidate`, { component: "silero-vad", digest });
    await raise(slug);
    const { items } = await world.ok<{
      items: { release: { slug: string }; concerns: { text: string }[] }[];
    }>("lead", "GET", "/decisions?waitingOn=me");
    const own = items.filter(({ release }) => release.slug === slug);
    expect(own.length).toBeGreaterThan(0);
    for (const { concerns } of own) expect(concerns).toMatchObject([{ text: "Nights are not measured." }]);
    const gate = await world.ok<{ blockers: { code: string }[] }>(
      "lead",
      "GET",
      `/releases/${slug}/gates/reviewed`,
    );
    expect(gate.blockers.map(({ code }) => code)).not.toContain("concern");
  });

  it("keeps a release from being completed until it is answered", async () => {
    const slug = await started();
    const { digest } = await world.register("silero-vad", { code: `d-${slug}` }, "sec");
    await world.ok("champ", "POST", `/releases/${slug}/candidate`, { component: "silero-vad", digest });
    const gate = `/releases/${slug}/gates/reviewed`;
    const { requirements } = await world.ok<{ requirements: { key: string; subjectDigest: string }[] }>(
      "lead",
      "GET",
      gate,
    );
    const digestOf = (key: string) => requirements.find((each) => each.key === key)?.subjectDigest;
    const vote = {
      requirement: "looked-at",
      role: "technical-lead",
      vote: "approve",
      subjectDigest: digestOf("looked-at"),
    };
    await world.ok("lead", "POST", `${gate}/votes`, vote);
    const read = { requirement: "read", role: "security", subjectDigest: digestOf("read") };
    await world.ok("sec", "POST", `${gate}/acknowledgements`, read);
    await world.ok("champ", "POST", `/releases/${slug}/stages/evaluate/advance`, {});
    const id = await raise(slug);
    const complete = { outcome: "completed" };
    expect(await world.refused("champ", "POST", `/releases/${slug}/complete`, complete)).toMatchObject({
      status: 409,
      detail: expect.stringContaining("concern") as string,
    });
    await world.ok("sec", "POST", answer(slug, id), text);
    await world.ok("champ", "POST", `/releases/${slug}/complete`, complete);
    expect(await world.refused("outsider", "POST", `/releases/${slug}/concerns`, text)).toMatchObject({
      status: 409,
      code: "release-not-active",
    });
  });

  it("is not answered any more once the release is cancelled, and nobody is offered to", async () => {
    const slug = await started();
    const id = await raise(slug);
    await world.ok("champ", "POST", `/releases/${slug}/complete`, {
      outcome: "cancelled",
      reason: "Enough.",
    });
    expect(await world.refused("lead", "POST", answer(slug, id), text)).toMatchObject({
      code: "release-not-active",
    });
    const { prisma } = world.kernel.db;
    const now = world.clock.now();
    const view = await getReleaseView(prisma, { slug, actor: await world.actor("lead"), now });
    expect(view.concerns).toMatchObject([
      { mayAnswer: { allowed: false, reason: "The release is cancelled." } },
    ]);
  });

  it("about a release that is not visible is not found, nor one of another release", async () => {
    const hidden = await started({ restrictedTo: ["champ@example.org"] });
    const id = await raise(hidden, "champ");
    expect(await world.refused("outsider", "POST", `/releases/${hidden}/concerns`, text)).toMatchObject({
      status: 404,
    });
    expect(await world.refused("outsider", "GET", `/releases/${hidden}/concerns`)).toMatchObject({
      status: 404,
    });
    const other = await started();
    expect(await world.refused("lead", "POST", answer(other, id), text)).toMatchObject({ status: 404 });
    expect(await world.refused("lead", "POST", answer(other, "nothing"), text)).toMatchObject({
      status: 404,
    });
  });
});
