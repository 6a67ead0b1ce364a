import { describe, expect, it, vi } from "vitest";
import { AppError } from "./errors";
import { problem, toAppError } from "./problem";

const failure = (code: string): Error => Object.assign(new Error("an inner detail"), { code });

describe("an error as the caller may see it", () => {
  it("is the refusal that it is, also where another build of the program threw it", async () => {
    vi.resetModules();
    const other = await import("./errors");
    expect(other.AppError).not.toBe(AppError);
    const thrown = new other.AppError("reauthentication-required", "Show anew that it is you.");
    expect(toAppError(thrown, "request-1")).toBe(thrown);
  });

  it.each(["P2024", "P2028", "25P03", "55P03", "57014"])(
    "that waited too long (%s) asks to try again",
    async (code) => {
      const response = problem(failure(code), "request-1");
      expect(response.status).toBe(503);
      expect(response.headers.get("retry-after")).toBe("1");
      expect(await response.text()).not.toContain("an inner detail");
    },
  );

  it.each([
    ["57P01", "unavailable"],
    ["ECONNREFUSED", "unavailable"],
    ["23505", "conflict"],
    ["22P02", "internal"],
  ])("with the code %s is %s", (code, wanted) => {
    expect(toAppError(new Error("outer", { cause: failure(code) }), "request-1").code).toBe(wanted);
  });

  it.each([
    ["timeout exceeded when trying to connect", "busy"],
    ["Connection terminated due to connection timeout", "unavailable"],
    ["Client has encountered a connection error and is not queryable", "unavailable"],
  ])("in the pool's words “%s” is %s", (words, wanted) => {
    expect(toAppError(new Error(words), "request-1").code).toBe(wanted);
  });

  it.each(["ConnectionClosed", "DatabaseNotReachable", "TooManyConnections"])(
    "that Prisma's driver names %s, with no code, is an outage",
    (kind) => {
      const error = Object.assign(new Error("Raw query failed. Code: `N/A`."), {
        code: "P2010",
        meta: { driverAdapterError: { name: "DriverAdapterError", cause: { kind } } },
      });
      expect(toAppError(error, "request-1").code).toBe("unavailable");
    },
  );

  it("that is a refusal stays as it is", () => {
    const refusal = new AppError("conflict", "So it is.");
    expect(toAppError(refusal, "request-1")).toBe(refusal);
  });
});
