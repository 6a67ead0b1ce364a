import { describe, expect, it } from "vitest";
import { Criteria } from "@/lib/metrics/schemas";
import { threshold } from "@/lib/metrics/fixtures/criteria";
import { changedAfterData } from "./after-data";

const at = (from: number, value: string | null) => ({
  from,
  criteria: Criteria.parse(value === null ? [] : [{ ...threshold, breach: { op: ">", value } }]),
});
const key = (threshold as { key: string }).key;

describe("a criterion", () => {
  it("is changed after seeing data where it was loosened, or taken out, since users were exposed", () => {
    expect(changedAfterData(key, [at(1, "250"), at(5, "300")], 3)).toBe(5);
    expect(changedAfterData(key, [at(1, "250"), at(5, null), at(6, "250")], 3)).toBe(5);
  });

  it("is not where it was agreed before, tightened since, or added", () => {
    expect(changedAfterData(key, [at(1, "250"), at(2, "300")], 3)).toBeNull();
    expect(changedAfterData(key, [at(1, "250"), at(5, "200")], 3)).toBeNull();
    expect(changedAfterData(key, [at(1, null), at(5, "250")], 3)).toBeNull();
    expect(changedAfterData(key, [at(1, "250"), at(5, "300")], null)).toBeNull();
  });
});
