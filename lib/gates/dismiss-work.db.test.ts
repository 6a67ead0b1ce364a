import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testDatabase } from "@/lib/testing/database";
import { releaseBody, rightsFor, templateDocument } from "@/lib/testing/release-documents";
import { makeReleaseWorld, type ReleaseWorld } from "@/lib/testing/release-world";

let world: ReleaseWorld;
let counter = 0;

interface Gate {
  requirements: {
    key: string;
    status: string;
    subjectDigest: string;
    votes: { state: string; vote: string }[];
    blockers: { code: string }[];
  }[];
}

beforeAll(async () => {
  world = await makeReleaseWorld((await testDatabase()).url);
  const rights = [...templateDocument.rights, ...rightsFor("security", ["gate.veto", "veto.lift"])];
  const dismissal = { decision: "needs-work.dismiss", slots: [{ roles: ["release-champion"], count: 1 }] };
  const document = { ...templateDocument, key: "with-objections", rights: [...rights, dismissal] };
  await world.ok("keeper", "POST", "/templates", document);
});
afterAll(() => world.close());

async function started(key = "with-objections"): Promise<string> {
  counter += 1;
  const slug = `o-${counter}`;
  const body = releaseBody(slug, { template: { key } });
  await world.ok("champ2", "POST", "/releases", { ...body, champion: "champ2@example.org" });
  await world.ok("champ2", "POST", `/releases/${slug}/start`);
  const { digest } = await world.register("silero-vad", { code: `c-${slug}` }, "sec");
  await world.ok("champ2", "POST", `/releases/${slug}/candidate`, { component: "silero-vad", digest });
  return slug;
}

const item = async (slug: string) => {
  const { requirements } = await world.ok<Gate>("lead", "GET", `/releases/${slug}/gates/reviewed`);
  const found = requirements.find(({ key }) => key === "looked-at");
  if (found === undefined) throw new Error("the gate has no such item");
  return found;
};

async function object(
  slug: string,
  { by = "lead", role = "technical-lead", vote = "needs-work" } = {},
): Promise<string> {
  const { subjectDigest } = await item(slug);
  const body = { requirement: "looked-at", role, vote, subjectDigest, reason: "Look at the tail." };
  return (await world.ok<{ id: string }>(by, "POST", `/releases/${slug}/gates/reviewed/votes`, body)).id;
}

const path = (slug: string, vote: string) => `/releases/${slug}/gates/reviewed/votes/${vote}/dismiss`;
const because = { reason: "Answered in the report." };

describe("a request for work", () => {
  it("is dismissed by a holder of the right, with a reason, and stays in the history", async () => {
    const slug = await started();
    const vote = await object(slug);
    const { status, blockers } = await item(slug);
    expect(status).toBe("needs-work");
    // Not the only champion, who set the candidate and may dismiss nothing that is said of it.
    expect(blockers[0]).toMatchObject({
      code: "needs-work",
      canBeClearedBy: [{ email: "lead@example.org" }],
    });
    expect(await world.refused("lead", "POST", path(slug, vote), because)).toMatchObject({
      status: 403,
      code: "not-a-holder",
      // The only champion is an author of what is objected to.
      whoMay: [],
    });
    expect(await world.refused("champ2", "POST", path(slug, vote), {})).toMatchObject({
      status: 422,
      field: "/reason",
    });
    // The candidate was set by champ2, so it is their own work that was objected to.
    const own = await world.refused("champ2", "POST", path(slug, vote), because);
    expect(own).toMatchObject({ status: 403, code: "separation-of-duties" });
    await world.ok("champ2", "PUT", `/releases/${slug}/roles`, {
      roles: { "release-champion": ["champ@example.org", "champ2@example.org"] },
    });
    await world.ok("champ", "POST", path(slug, vote), because);
    expect(await item(slug)).toMatchObject({ status: "open" });
    expect((await world.entries()).at(-1)).toMatchObject({
      type: "needs-work.dismissed",
      by: { rule: "holds-right", role: "release-champion" },
      subjects: { vote, gate: "reviewed", requirement: "looked-at" },
    });
    expect(await world.refused("champ", "POST", path(slug, vote), because)).toMatchObject({ status: 409 });
  });

  it("asks whoever it was asked of again: the task never vanished, and an approval does not come back by itself", async () => {
    const slug = await started();
    const inbox = async () =>
      (await world.ok<{ items: { release: { slug: string } }[] }>("lead", "GET", "/decisions")).items.filter(
        ({ release }) => release.slug === slug,
      );
    const { subjectDigest } = await item(slug);
    const approve = { requirement: "looked-at", role: "technical-lead", vote: "approve", subjectDigest };
    await world.ok("lead", "POST", `/releases/${slug}/gates/reviewed/votes`, approve);
    expect(await item(slug)).toMatchObject({ status: "satisfied" });
    const vote = await object(slug);
    expect(await inbox()).toHaveLength(1);
    await world.ok("champ2", "PUT", `/releases/${slug}/roles`, {
      roles: { "release-champion": ["champ@example.org", "champ2@example.org"] },
    });
    await world.ok("champ", "POST", path(slug, vote), because);
    expect(await item(slug)).toMatchObject({ status: "open" });
    expect(await inbox()).toHaveLength(1);
  });

  it("is no veto, and a veto is no request for work", async () => {
    const slug = await started();
    await world.ok("champ2", "PUT", `/releases/${slug}/roles`, {
      roles: { "release-champion": ["champ@example.org", "champ2@example.org"] },
    });
    const veto = await object(slug, { by: "sec", role: "security", vote: "reject" });
    expect(await world.refused("champ", "POST", path(slug, veto), because)).toMatchObject({ status: 409 });
    expect(await item(slug)).toMatchObject({ status: "blocked" });
    const rejection = await object(slug, { vote: "reject" });
    const lift = `/releases/${slug}/gates/reviewed/votes/${rejection}/lift`;
    expect(await world.refused("sec", "POST", lift, because)).toMatchObject({ status: 409 });
    await world.ok("champ", "POST", path(slug, rejection), because);
    expect(await item(slug)).toMatchObject({ status: "blocked" });
    await world.ok("sec", "POST", `/releases/${slug}/gates/reviewed/votes/${veto}/lift`, because);
    expect(await item(slug)).toMatchObject({ status: "open" });
  });

  it("is told from a veto by what the stage leads to, not by the exposure there is", async () => {
    const [first, ...later] = templateDocument.stages;
    const document = {
      ...templateDocument,
      key: "with-exposure",
      stages: [{ ...first, exposure: [{ percent: 5, soak: "30m" }] }, ...later],
      rights: [
        ...templateDocument.rights,
        { decision: "gate.veto", exposureAbove: 1, slots: [{ roles: ["security"], count: 1 }] },
        { decision: "veto.lift", slots: [{ roles: ["security"], count: 1 }] },
        {
          decision: "needs-work.dismiss",
          slots: [{ roles: ["release-champion"], count: 1, allowAuthor: true }],
        },
      ],
    };
    await world.ok("keeper", "POST", "/templates", document);
    const slug = await started("with-exposure");
    const veto = await object(slug, { by: "sec", role: "security", vote: "reject" });
    expect(await item(slug)).toMatchObject({ status: "blocked" });
    expect(await world.refused("champ2", "POST", path(slug, veto), because)).toMatchObject({ status: 409 });
    await world.ok("sec", "POST", `/releases/${slug}/gates/reviewed/votes/${veto}/lift`, because);
    expect(await item(slug)).toMatchObject({ status: "open" });
  });

  it("of another gate, or none at all, is not found", async () => {
    const slug = await started();
    const nothing = path(slug, "01890a5d-ac96-774b-bcce-b302099a8057");
    expect(await world.refused("champ2", "POST", nothing, because)).toMatchObject({ status: 404 });
    const other = await started();
    const vote = await object(other);
    expect(await world.refused("champ2", "POST", path(slug, vote), because)).toMatchObject({ status: 404 });
  });
});
