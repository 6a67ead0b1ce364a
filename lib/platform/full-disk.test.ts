import { describe, expect, it } from "vitest";
import { toAppError } from "./problem";
import { isUnwritable } from "./retry";

describe("a database that cannot write", () => {
  it.each([
    { code: "53100", message: "could not extend file: No space left on device" },
    { code: "P2010", meta: { driverAdapterError: { cause: { originalCode: "53100" } } } },
    { cause: { code: "58030" } },
    { code: "25006", message: "cannot execute INSERT in a read-only transaction" },
  ])("is told from others: %o", (error) => {
    expect(isUnwritable(error)).toBe(true);
    const refused = toAppError(error, "x");
    expect(refused).toMatchObject({ code: "unavailable", extras: { retryAfterSeconds: 30 } });
    expect(refused.message).toMatch(/disk is full.*nothing was changed/);
  });

  it("is not one that refuses a value", () => expect(isUnwritable({ code: "23505" })).toBe(false));
});
