import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testDatabase } from "@/lib/testing/database";
import { connect, type ConnectOptions } from "./db";

let url: string;
beforeAll(async () => {
  ({ url } = await testDatabase());
});
const opened: (() => Promise<void>)[] = [];
afterAll(() => Promise.all(opened.map((close) => close())));

/** How it commits, and where that was set: the test server as a whole does not wait. */
async function commitsOf(
  options: ConnectOptions,
): Promise<{ setting: string; source: string; role: string }[]> {
  const db = connect(url, options);
  opened.push(() => db.close());
  return db.prisma
    .$queryRaw`SELECT setting, source, current_user::text AS role FROM pg_settings WHERE name = 'synchronous_commit'`;
}

describe("a connection", () => {
  it("waits for the disk as the server does, unless it says that it need not", async () => {
    const [own] = await commitsOf({});
    expect(own).toMatchObject({ source: "command line", role: "countersign_app" });
    const [quick] = await commitsOf({ isDurable: false });
    expect(quick).toEqual({ setting: "off", source: "client", role: "countersign_app" });
    const [owner] = await commitsOf({ isDurable: false, role: null });
    expect(owner).toMatchObject({ setting: "off", source: "client" });
    expect(owner?.role).not.toBe("countersign_app");
  });
});
