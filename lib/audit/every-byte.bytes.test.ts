import { expect, it } from "vitest";
import { smallArchives, unseen } from "@/lib/testing/altered-archive";

it("an archive is not sound with any one of its bytes altered, and it is said in which file", async () => {
  const { release, ledger } = await smallArchives();
  for (const bytes of [ledger, release]) expect(unseen(bytes, bytes.keys())).toEqual([]);
});
