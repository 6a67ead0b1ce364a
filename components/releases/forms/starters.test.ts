import { expect, it } from "vitest";

import { checkDocument } from "@/lib/releases/check-document";
import { starters } from "./starters";

it.each(["criteria", "rollback-plan"] as const)("what the %s begins from has no faults", (kind) => {
  expect(checkDocument(kind, starters[kind]).faults).toEqual([]);
});
