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
    blockers: { code: string; canBeClearedBy: { email: string }[] }[];
  }[];
}
interface Pending {
  pendingDecision: {
    state: string;
    missing: { roles: string[]; count: number; whoMay: { email: string }[] }[];
  };
}

const guards = ["sec", "sec2", "sec3"];
const because = { reason: "The scan is clean now." };

beforeAll(async () => {
  world = await makeReleaseWorld((await testDatabase()).url);
  for (const name of ["sec2", "sec3", "chief"]) {
    await world.person(name);
    world.tokens.set(name, await world.tokenOf(name));
  }
  await world.role(
    "guards",
    guards.map((name) => name),
  );
  await world.role("chief-of-security", ["chief"]);
  const by = (role: string, count = 1) => [{ roles: [role], count }];
  const rights = [...templateDocument.rights, { decision: "gate.veto", slots: by("guards") }];
  const roles = [...templateDocument.roles, "guards", "chief-of-security"];
  const lift = { decision: "veto.lift", slots: by("chief-of-security") };
  await world.ok("keeper", "POST", "/templates", {
    ...templateDocument,
    key: "by-chief",
    roles,
    rights: [...rights, lift],
  });
  await world.ok("keeper", "POST", "/templates", { ...templateDocument, key: "by-nobody", roles, rights });
  await world.ok("keeper", "POST", "/templates", {
    ...templateDocument,
    key: "by-both",
    roles,
    rights: [...rights, lift, ...rightsFor("technical-lead", ["veto.lift"])],
  });
});
afterAll(() => world.close());

/** A release whose content `by` uploaded, vetoed by `sec`. */
async function vetoed({ template = "by-chief", holders = guards, author = "lead" } = {}) {
  counter += 1;
  const slug = `v-${counter}`;
  const roles = {
    "technical-lead": ["team:speech"],
    security: ["sec@example.org"],
    guards: holders.map((name) => `${name}@example.org`),
    "chief-of-security": ["chief@example.org"],
  };
  await world.ok("champ", "POST", "/releases", releaseBody(slug, { template: { key: template }, roles }));
  await world.ok("champ", "POST", `/releases/${slug}/start`);
  const { digest } = await world.register("silero-vad", { code: `c-${slug}` }, author);
  await world.ok("champ", "POST", `/releases/${slug}/candidate`, { component: "silero-vad", digest });
  const vote = { requirement: "looked-at", role: "guards", vote: "reject", reason: "It phones home." };
  const { subjectDigest } = await item(slug);
  const path = `/releases/${slug}/gates/reviewed/votes`;
  const { id } = await world.ok<{ id: string }>("sec", "POST", path, { ...vote, subjectDigest });
  return { slug, lift: `${path}/${id}/lift` };
}

async function item(slug: string) {
  const { requirements } = await world.ok<Gate>("lead", "GET", `/releases/${slug}/gates/reviewed`);
  const found = requirements.find(({ key }) => key === "looked-at");
  if (found === undefined) throw new Error("the gate has no such item");
  return found;
}

const emails = (people: readonly { email: string }[] | undefined) =>
  people?.map(({ email }) => email.split("@")[0]);

describe("a veto is lifted by a quorum of its own role", () => {
  it("of three holders by the two others, each of whom finds it in their inbox; whoever approved last did it", async () => {
    const { slug, lift } = await vetoed();
    const clearers = (await item(slug)).blockers.find(({ code }) => code === "veto")?.canBeClearedBy;
    expect(emails(clearers)).toEqual(["chief", "sec2", "sec3", "sec"]);

    const first = await world.send("sec2", "POST", lift, because);
    expect(first.status).toBe(202);
    expect(first.as<Pending>().pendingDecision.missing).toMatchObject([{ count: 1 }]);
    for (const name of ["sec3", "chief", "sec"]) {
      const { items } = await world.ok<{ items: { decision: string; release: { slug: string } }[] }>(
        name,
        "GET",
        "/pending-decisions",
      );
      expect([name, items.some(({ release }) => release.slug === slug)]).toEqual([name, true]);
    }
    expect((await item(slug)).status).toBe("blocked");

    expect((await world.send("sec3", "POST", lift, because)).status).toBe(200);
    expect((await item(slug)).status).not.toBe("blocked");
    const last = (await world.entries()).at(-1);
    expect(last).toMatchObject({ type: "veto.lifted", by: { rule: "quorum", role: "guards" } });
  });

  it("not by one of three, and not by somebody outside it", async () => {
    const { slug, lift } = await vetoed();
    expect((await world.send("sec2", "POST", lift, because)).status).toBe(202);
    expect(await world.refused("champ", "POST", lift, because)).toMatchObject({ status: 403 });
    expect((await item(slug)).status).toBe("blocked");
    // The right stays a way of its own, and so does the person who raised it.
    expect((await world.send("chief", "POST", lift, because)).status).toBe(200);
  });

  it("where no row gives veto.lift, too", async () => {
    const { lift } = await vetoed({ template: "by-nobody" });
    expect((await world.send("sec2", "POST", lift, because)).status).toBe(202);
    expect(await world.refused("chief", "POST", lift, because)).toMatchObject({ status: 403 });
    expect((await world.send("sec3", "POST", lift, because)).status).toBe(200);
  });

  it("of two holders never by the other alone, who is named as no one to lift it", async () => {
    const { slug, lift } = await vetoed({ template: "by-nobody", holders: ["sec", "sec2"] });
    const clearers = (await item(slug)).blockers.find(({ code }) => code === "veto")?.canBeClearedBy;
    expect(emails(clearers)).toEqual(["sec"]);
    expect(await world.refused("sec2", "POST", lift, because)).toMatchObject({ status: 403 });
    expect((await item(slug)).status).toBe("blocked");
  });

  it("by whoever holds the role alone once its raiser does not", async () => {
    const { slug, lift } = await vetoed({ template: "by-nobody", holders: ["sec", "sec2"] });
    const guardsNow = { guards: ["sec2@example.org"] };
    const roles = { "technical-lead": ["team:speech"], security: ["sec@example.org"], ...guardsNow };
    await world.ok("champ", "PUT", `/releases/${slug}/roles`, { roles });
    expect((await world.send("sec2", "POST", lift, because)).status).toBe(200);
  });

  it("nobody ends the objection to their own work: neither by the right nor in the quorum", async () => {
    const own = await vetoed({ author: "sec2" });
    expect(await world.refused("sec2", "POST", own.lift, because)).toMatchObject({ status: 403 });
    // Of three one raised it and one wrote what it is about: the third is no majority.
    expect(await world.refused("sec3", "POST", own.lift, because)).toMatchObject({ status: 403 });
    expect((await world.send("chief", "POST", own.lift, because)).status).toBe(200);
    const chiefs = await vetoed({ author: "chief" });
    expect(await world.refused("chief", "POST", chiefs.lift, because)).toMatchObject({
      status: 403,
      code: "separation-of-duties",
    });
  });

  it("is not mixed with the other way: one of each fills neither", async () => {
    const { slug, lift } = await vetoed({ template: "by-both" });
    expect((await world.send("sec2", "POST", lift, because)).status).toBe(202);
    expect((await world.send("chief", "POST", lift, because)).status).toBe(202);
    expect((await item(slug)).status).toBe("blocked");
    expect((await world.send("sec3", "POST", lift, because)).status).toBe(200);
  });
});
