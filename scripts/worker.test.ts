import { describe, expect, test } from "vitest";
import { backOff, runJobs } from "./worker";

describe("the worker", () => {
  test("a job that fails is tried again, and the others go on", async () => {
    const stop = new AbortController();
    const calls = { failing: 0, working: 0 };
    const count = (name: keyof typeof calls) => {
      calls[name] += 1;
      if (calls.failing >= 2 && calls.working >= 2) stop.abort();
    };
    const failing = async () => {
      count("failing");
      throw new Error("the database is down");
    };
    const working = async () => count("working");
    await runJobs(
      [
        { name: "failing", intervalMs: 1, run: failing },
        { name: "working", intervalMs: 1, run: working },
      ],
      stop.signal,
    );
    expect(calls.failing).toBeGreaterThanOrEqual(2);
    expect(calls.working).toBeGreaterThanOrEqual(2);
  });

  test("a job that goes on for long is told that it is to end", async () => {
    const stop = new AbortController();
    const told = async (_now: Date, stopping?: AbortSignal) => {
      const ended = new Promise((done) => stopping?.addEventListener("abort", done));
      stop.abort();
      await ended;
    };
    await runJobs([{ name: "long", intervalMs: 1, run: told }], stop.signal);
    expect(stop.signal.aborted).toBe(true);
  });

  test("pauses grow to half a minute and never fall below the job's interval", () => {
    expect([1, 2, 5, 50].map((failures) => backOff(100, failures))).toEqual([500, 1_000, 8_000, 30_000]);
    expect(backOff(60_000, 1)).toBe(60_000);
  });
});
