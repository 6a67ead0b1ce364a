import { describe, expect, test } from "vitest";

import { compareDecimals, percentText, plainDecimal } from "@/lib/platform/decimals";
import {
  Decimal,
  Digest,
  Email,
  emailKey,
  Key,
  line,
  markdown,
  Slug,
  WebAddress,
} from "@/lib/platform/names";

const refusal = (
  schema: { safeParse: (value: unknown) => { error?: { issues: { message: string }[] } | undefined } },
  value: unknown,
) => schema.safeParse(value).error?.issues[0]?.message;

describe("names", () => {
  test.each(["a", "data-schema", "p95-latency", "g1", "a".repeat(64)])("%s is a key", (key) => {
    expect(Key.parse(key)).toBe(key);
  });

  test.each(["", "A", "a_b", "-a", "a-", "a--b", "1a", "a b", "ä", "a".repeat(65), 7, null])(
    "%j is no key, and the refusal says what one is",
    (key) => {
      expect(refusal(Key, key)).toContain("expected a key in kebab-case");
    },
  );

  test("words of addresses are no slugs", () => {
    expect(Slug.parse("silero-vad-v6")).toBe("silero-vad-v6");
    expect(refusal(Slug, "new")).toContain("expected a slug that is no word of an address");
    expect(refusal(Slug, "rollback-plan")).toContain("no word of an address");
  });

  test.each(["lead@example.org", "a+b@localhost", "O'Neil@Example.ORG"])(
    "%s is an e-mail address",
    (address) => {
      expect(Email.parse(address)).toBe(address);
    },
  );

  test.each([
    "lead",
    "@example.org",
    "a@",
    "a b@example.org",
    "a@b..c",
    "a..b@c",
    "a@b@c",
    "a@-b",
    `${"a".repeat(65)}@b.c`,
  ])("%s is no e-mail address", (address) => {
    expect(refusal(Email, address)).toContain("expected an e-mail address");
  });

  test("addresses that differ in case are one person", () => {
    expect(emailKey("Lead@Example.org")).toBe(emailKey("lead@example.org"));
  });

  test.each(["", "  ", "a\nb", "a\u0000b", "a\ud800b", "a\u202eb", "a\u200bb", "x".repeat(201)])(
    "%j is not one line of text",
    (text) => {
      expect(refusal(line(), text)).toContain("expected one line of text of 1 to 200 characters");
    },
  );

  test("Markdown may have several lines, and no characters that cannot be stored", () => {
    expect(markdown().safeParse("# A\n\n- b\tc\r\n").success).toBe(true);
    expect(markdown().safeParse("a\u0000").success).toBe(false);
    expect(markdown().safeParse("a\udc00").success).toBe(false);
  });

  test.each(["ftp://a.b", "https://user:pw@a.b", "javascript:alert(1)", "https://a b", "/hook", "https://"])(
    "%s is not an address that can be called",
    (address) => {
      expect(refusal(WebAddress, address)).toContain("expected an address such as");
    },
  );

  test("a digest has its prefix and 64 lower-case digits", () => {
    expect(Digest.safeParse(`sha256:${"a".repeat(64)}`).success).toBe(true);
    expect(refusal(Digest, "a".repeat(64))).toContain("expected a digest");
    expect(refusal(Digest, `sha256:${"A".repeat(64)}`)).toContain("expected a digest");
  });

  test.each(["1e3", "01", ".5", "5.", "NaN", "", "+1", " 1", 250])("%j is no decimal text", (value) => {
    expect(refusal(Decimal, value)).toContain("expected a decimal number in quotes");
  });
});

describe("decimals", () => {
  test("are compared exactly", () => {
    expect(compareDecimals("0.1", "0.10")).toBe(0);
    expect(compareDecimals("-0", "0")).toBe(0);
    expect(compareDecimals("0.300000000000001", "0.3")).toBe(1);
    expect(compareDecimals("-2", "-1.5")).toBe(-1);
    expect(compareDecimals("999999999999999.5", "999999999999999.4")).toBe(1);
  });

  test("are shown without empty digits, and as percent without rounding", () => {
    expect(plainDecimal("250.00")).toBe("250");
    expect(plainDecimal("100")).toBe("100");
    expect(plainDecimal("-0.0")).toBe("0");
    expect(percentText("0.05")).toBe("5");
    expect(percentText("0.999")).toBe("99.9");
    expect(percentText("0.0001")).toBe("0.01");
    expect(percentText("1.5")).toBe("150");
    expect(percentText("-0.1")).toBe("-10");
  });
});
