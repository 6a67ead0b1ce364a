import { describe, expect, it } from "vitest";
import { sampleTask } from "@/lib/testing/sample-task";
import { isSignedTask, signTask, stepPublicKey } from "./step-signing";
import type { StepTask } from "./step-task";

const secret = "a secret of at least thirty-two characters";
const task = sampleTask();
const key = stepPublicKey(secret);
const signature = signTask(task, secret);

describe("a step's signature", () => {
  it("is checked with a key that is the same for every process with the secret", () => {
    expect(key).toMatch(/^ed25519:[A-Za-z0-9_-]{43}$/);
    expect(stepPublicKey(secret)).toBe(key);
    expect(isSignedTask(task, signature, key)).toBe(true);
  });

  it("counts however the task's fields are ordered, and for nothing that was changed in it", () => {
    const reordered = JSON.parse(
      JSON.stringify(Object.fromEntries(Object.entries(task).toReversed())),
    ) as StepTask;
    expect(isSignedTask(reordered, signature, key)).toBe(true);
    for (const change of [{ dryRun: true }, { drill: "staging" as const }, { script: null }, { number: 2 }])
      expect(isSignedTask({ ...task, ...change }, signature, key)).toBe(false);
  });

  it("counts with no other key, and is nothing where it is no signature", () => {
    expect(isSignedTask(task, signature, stepPublicKey("another secret of thirty-two characters!"))).toBe(
      false,
    );
    for (const bad of ["", "x", signature.slice(2), `${signature.slice(0, -4)}AAAA`])
      expect(isSignedTask(task, bad, key)).toBe(false);
    for (const bad of ["", "ed25519:", key.slice(0, -1), `${key}A`, key.replace("ed25519", "rsa")])
      expect(isSignedTask(task, signature, bad)).toBe(false);
  });
});
