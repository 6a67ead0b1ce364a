import { afterAll, beforeAll, expect, it } from "vitest";
import { testDatabase } from "@/lib/testing/database";
import { rightsFor, templateDocument } from "@/lib/testing/release-documents";
import { makeReleaseWorld, type ReleaseWorld } from "@/lib/testing/release-world";

let world: ReleaseWorld;

beforeAll(async () => {
  world = await makeReleaseWorld((await testDatabase()).url);
  const evaluate = {
    key: "evaluate",
    title: "Evaluate",
    gates: [
      {
        key: "reviewed",
        title: "Reviewed",
        objective: "So.",
        requirements: [
          { key: "measured", title: "Measured", kind: "check", check: "latency" },
          {
            key: "read",
            title: "Read",
            kind: "item",
            slots: [{ roles: ["technical-lead"], count: 1 }],
            validFor: "10d",
            dependsOn: ["code"],
          },
        ],
      },
    ],
  };
  const stages = [
    evaluate,
    { key: "canary", title: "Canary", gates: [] },
    { key: "end", title: "End", gates: [] },
  ];
  const rights = [...templateDocument.rights, ...rightsFor("security", ["requirement.waive"])];
  await world.ok("keeper", "POST", "/templates", { ...templateDocument, key: "ageing", stages, rights });
});
afterAll(() => world.close());

interface Owed {
  kind: string;
  title: string;
  waitingOn: { email: string }[];
  isOverdue: boolean;
}

const gate = "/releases/aged/gates/reviewed";

async function digestOf(key: string): Promise<string> {
  const { requirements } = await world.ok<{ requirements: { key: string; subjectDigest: string }[] }>(
    "sec",
    "GET",
    gate,
  );
  return requirements.find((each) => each.key === key)?.subjectDigest ?? "";
}

async function sign(): Promise<void> {
  const subjectDigest = await digestOf("read");
  const vote = { requirement: "read", role: "technical-lead", vote: "approve", subjectDigest };
  await world.ok("lead", "POST", `${gate}/votes`, vote);
}

async function waive(days: number): Promise<void> {
  await world.ok("sec", "POST", `${gate}/waivers`, {
    requirement: "measured",
    reason: "The bench is down.",
    expiresAt: new Date(world.clock.now().getTime() + days * 86_400_000).toISOString(),
    owner: "keeper@example.org",
  });
}

const owed = async () =>
  (await world.ok<{ items: Owed[] }>("sec", "GET", "/releases/aged/obligations")).items;
const advance = "/releases/aged/stages/canary/advance";

it("asks the owner of a waiver, and whoever could sign anew, for what ran out behind a passed gate, and refuses to advance until then", async () => {
  await world.ok("champ", "POST", "/releases", {
    slug: "aged",
    title: "Aged",
    template: { key: "ageing" },
    champion: "champ@example.org",
    components: [{ key: "silero-vad" }],
    roles: { "technical-lead": ["lead@example.org"], security: ["sec@example.org"] },
  });
  await world.ok("champ", "POST", "/releases/aged/start");
  const { digest } = await world.register("silero-vad", { code: "aged" }, "keeper");
  await world.ok("champ", "POST", "/releases/aged/candidate", { component: "silero-vad", digest });
  await sign();
  await waive(5);
  await world.ok("champ", "POST", "/releases/aged/stages/evaluate/advance", {});
  expect(await owed()).toEqual([]);

  world.clock.shift(6 * 86_400_000);
  const waiver = {
    kind: "evidence",
    title: "The waiver of “Measured” has run out",
    waitingOn: [{ email: "keeper@example.org" }],
    isOverdue: true,
  };
  expect(await owed()).toMatchObject([waiver]);
  const inbox = await world.ok<{ obligations: Owed[] }>("keeper", "GET", "/decisions?waitingOn=me");
  expect(inbox.obligations).toMatchObject([waiver]);
  expect(await world.refused("champ", "POST", advance, {})).toMatchObject({ code: "gate-not-ready" });

  world.clock.shift(5 * 86_400_000);
  const signature = {
    kind: "evidence",
    title: "“Read” has run out",
    waitingOn: [{ email: "lead@example.org" }],
  };
  expect(await owed()).toMatchObject([waiver, signature]);
  await sign();
  expect(await owed()).toMatchObject([waiver]);
  await waive(30);
  expect(await owed()).toEqual([]);
  await world.ok("champ", "POST", advance, {});
});
