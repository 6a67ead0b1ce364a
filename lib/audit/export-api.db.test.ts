import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { getLedgerExport, getReleaseExport } from "@/app/api/v1/_endpoints/exports";
import { answerTo } from "@/lib/platform/web";
import { testApi } from "@/lib/testing/api";
import { testDatabase } from "@/lib/testing/database";
import { signLog } from "@/lib/testing/sign-log";
import { makeWorld, type World } from "@/lib/testing/world";
import { sourceOf, verifyArchive } from "./verify-archive";

let world: World;
const tokens = new Map<string, string>();

beforeAll(async () => {
  world = await makeWorld((await testDatabase()).url);
  await world.release({ slug: "open" });
  await world.release({ slug: "hushed", restrictedTo: ["mia"] });
  for (const name of ["mia", "lea", "ola", "ada"]) tokens.set(name, await world.tokenOf(name));
  testApi(world.kernel);
});
afterAll(() => world.close());

async function ask(name: string, path: string, method = "GET"): Promise<Response> {
  const request = new Request(`http://localhost:3000/api/v1${path}`, {
    method,
    headers: { host: "localhost:3000", authorization: `Bearer ${tokens.get(name) ?? ""}` },
  });
  const one = path.startsWith("/ledger/") ? getLedgerExport : getReleaseExport;
  return answerTo(request, [one], () => world.kernel);
}

async function verified(response: Response) {
  return verifyArchive(sourceOf(new Uint8Array(await response.arrayBuffer())));
}

describe("an export over HTTP", () => {
  it("waits for the first checkpoint, and says so", async () => {
    const refused = await ask("lea", "/releases/open/export");
    expect(refused.status).toBe(409);
    await signLog(world.kernel);
  });

  it("is a file to save, named after the release and the log's size", async () => {
    const answer = await ask("lea", "/releases/open/export");
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toBe("application/x-tar");
    expect(answer.headers.get("content-disposition")).toMatch(
      /^attachment; filename="countersign-open-\d+\.tar"$/,
    );
    expect(await verified(answer)).toMatchObject({ isSound: true, what: "release" });
  });

  it("answers HEAD without making anything", async () => {
    const answer = await ask("lea", "/releases/open/export", "HEAD");
    expect({ status: answer.status, body: await answer.text() }).toEqual({ status: 200, body: "" });
  });

  it("of a restricted release is for those who see it, and for others there is none", async () => {
    expect((await ask("lea", "/releases/hushed/export")).status).toBe(404);
    expect((await ask("ola", "/releases/hushed/export")).status).toBe(404);
    expect(await verified(await ask("mia", "/releases/hushed/export"))).toMatchObject({ isSound: true });
  });

  it("of the ledger is for auditors and admins, and holds no entry of a release that they may not see", async () => {
    expect((await ask("mia", "/ledger/export")).status).toBe(403);
    for (const name of ["ola", "ada"]) {
      const bytes = new Uint8Array(await (await ask(name, "/ledger/export")).arrayBuffer());
      const found = verifyArchive(sourceOf(bytes));
      expect(found).toMatchObject({ isSound: true, what: "ledger" });
      const text = Buffer.from(bytes).toString("latin1");
      expect(text).toContain('"slug":"open"');
      expect(text).not.toContain('"slug":"hushed"');
      expect("unchecked" in found && found.unchecked.join()).toMatch(
        /\d+ entries of releases that whoever exported/,
      );
    }
  });

  it.each([
    ["/ledger/export?from=100000", "from"],
    ["/releases/open/export?since=100000", "since"],
    ["/releases/open/export?since=0", "since"],
  ])("refuses %s with the range", async (path, field) => {
    const answer = await ask("ola", path);
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain(field);
  });
});
