import fc from "fast-check";
import pg from "pg";
import { expect, it } from "vitest";
import { testDatabase } from "@/lib/testing/database";
import { bigints, doubles } from "./number-arrays";

it("has the database read each number as it was, also NULL, NaN, infinities and the largest", async () => {
  const client = new pg.Client({ connectionString: (await testDatabase()).url });
  await client.connect();
  try {
    const whole = fc.array(fc.maxSafeInteger());
    const real = fc.array(fc.option(fc.double()));
    await fc.assert(
      fc.asyncProperty(whole, real, async (ints, floats) => {
        const { rows } = await client.query<{ ints: string[]; floats: (number | null)[] }>(
          "SELECT $1::bigint[]::text[] AS ints, $2::float8[] AS floats",
          [bigints(ints), doubles(floats)],
        );
        expect(rows[0]?.ints).toEqual(ints.map(String));
        // Whether zero has a sign is lost in the driver's own reading.
        expect(rows[0]?.floats.map((each) => each && each + 0)).toEqual(
          floats.map((each) => each && each + 0),
        );
      }),
      { numRuns: 200 },
    );
  } finally {
    await client.end();
  }
});
