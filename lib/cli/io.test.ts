import { expect, it } from "vitest";
import { processIo } from "@/lib/cli/io";

it("the time is the clock's, from which moments such as --until 4h are counted", () => {
  expect(Math.abs(processIo().nowMs() - Date.now())).toBeLessThan(60_000);
});
