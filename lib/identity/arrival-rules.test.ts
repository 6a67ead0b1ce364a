import { describe, expect, test } from "vitest";
import { type ArrivalFacts, arrivalOf } from "./arrival-rules";
import { followGroups, type GroupFacts } from "./group-rules";
import { deviceWords } from "./device-words";
import { type Vouched, vouchedBy } from "./provider-claims";

const vouched: Vouched = {
  issuer: "https://login.example.org",
  subject: "1",
  email: "pat@example.org",
  emailVerified: true,
  name: "Pat",
  groups: null,
  providerSession: null,
};
const unknown: ArrivalFacts = { identity: null, byEmail: null };
const unused = { id: "pat", enabled: true, hasPassword: false, hadIdentity: false };
const linked = { id: "i", personId: "pat", email: "pat@example.org", emailVerified: true, enabled: true };
const fault = (arrival: ReturnType<typeof arrivalOf>) =>
  arrival.kind === "refused" ? arrival.fault : arrival.kind;

describe("whom the provider vouches for", () => {
  test("is who was linked, also with an address of somebody else's", () => {
    const facts = { identity: linked, byEmail: { ...unused, id: "boss" } };
    expect(arrivalOf({ ...vouched, email: "boss@example.org" }, facts, [])).toEqual({
      kind: "known",
      identityId: "i",
      personId: "pat",
      addressChanged: true,
    });
  });

  test("is linked by a verified address to somebody who never signed in, and to nobody else", () => {
    expect(fault(arrivalOf(vouched, { ...unknown, byEmail: unused }, []))).toBe("link");
    for (const change of [{ hasPassword: true }, { hadIdentity: true }])
      expect(fault(arrivalOf(vouched, { ...unknown, byEmail: { ...unused, ...change } }, []))).toBe(
        "link-first",
      );
    const disabled = { ...unused, enabled: false };
    expect(fault(arrivalOf(vouched, { ...unknown, byEmail: disabled }, []))).toBe("disabled");
    const unverified = { ...vouched, emailVerified: false };
    expect(fault(arrivalOf(unverified, { ...unknown, byEmail: unused }, []))).toBe("address-unverified");
  });

  test("gets an account only with a verified address of a named domain, and of that very one", () => {
    const by = (email: string, verified = true) =>
      fault(arrivalOf({ ...vouched, email, emailVerified: verified }, unknown, ["example.org"]));
    expect(by("new@example.org")).toBe("create");
    expect(by("new@example.org", false)).toBe("address-unverified");
    for (const email of ["new@sub.example.org", "new@notexample.org", "new@example.org.evil.example"])
      expect(by(email)).toBe("not-added");
    expect(fault(arrivalOf(vouched, unknown, []))).toBe("not-added");
  });

  test("is not let in while disabled", () => {
    expect(fault(arrivalOf(vouched, { identity: { ...linked, enabled: false }, byEmail: null }, []))).toBe(
      "disabled",
    );
  });
});

describe("claims", () => {
  const settings = { issuer: "https://login.example.org", groupsClaim: "groups" };
  const groups = (claims: Record<string, unknown>) => vouchedBy({ sub: "1", ...claims }, settings)?.groups;

  test("without the groups' claim mean no group, unless it is said to be elsewhere", () => {
    expect(groups({})).toEqual([]);
    expect(groups({ groups: ["a", 1, "", "a", "b\u0000"] })).toEqual(["a"]);
    expect(groups({ groups: "a" })).toEqual(["a"]);
    expect(groups({ _claim_names: { groups: "src1" } })).toBeNull();
    expect(vouchedBy({ sub: "1", groups: ["a"] }, { ...settings, groupsClaim: null })?.groups).toBeNull();
  });

  test("give an address in lower case, none that is odd, and verified only where that is said", () => {
    const email = (value: unknown, verified?: unknown) => {
      const read = vouchedBy({ sub: "1", email: value, email_verified: verified }, settings);
      return [read?.email, read?.emailVerified];
    };
    expect(email("Pat@Example.org", true)).toEqual(["pat@example.org", true]);
    expect(email("pat@example.org", "true")).toEqual(["pat@example.org", true]);
    for (const verified of [undefined, false, "false", 1, {}])
      expect(email("pat@example.org", verified)).toEqual(["pat@example.org", false]);
    expect(email("not an address", true)).toEqual([null, false]);
  });
});

describe("groups", () => {
  const mapping = { teamId: "t", group: "g", setBy: "lead", byLeads: true };
  const facts: GroupFacts = {
    personId: "pat",
    groups: ["g"],
    mappings: [mapping],
    inPool: new Set(["t"]),
    memberships: [],
    barred: new Set(),
  };
  const added = (change: Partial<GroupFacts>) => followGroups({ ...facts, ...change }).add.length;
  const ended = (change: Partial<GroupFacts>) => followGroups({ ...facts, ...change }).end.length;

  test("bring into a team in a pool whom its leads decided to take so", () => {
    expect(added({})).toBe(1);
    expect(added({ groups: ["other"] })).toBe(0);
  });

  test("bring nobody into a pool by an admin's word, nor whoever decided it themselves", () => {
    expect(added({ mappings: [{ ...mapping, byLeads: false }] })).toBe(0);
    expect(added({ mappings: [{ ...mapping, setBy: "pat" }] })).toBe(0);
    expect(added({ mappings: [{ ...mapping, byLeads: false }], inPool: new Set() })).toBe(1);
  });

  test("do not bring back whom somebody took out by hand", () => {
    expect(added({ barred: new Set(["t"]) })).toBe(0);
  });

  test("end what they gave once they are left, and nothing that was given by hand", () => {
    expect(ended({ groups: [], memberships: [{ teamId: "t", source: "provider" }] })).toBe(1);
    expect(ended({ mappings: [], memberships: [{ teamId: "t", source: "provider" }] })).toBe(1);
    expect(ended({ groups: [], memberships: [{ teamId: "t", source: "hand" }] })).toBe(0);
    expect(added({ memberships: [{ teamId: "t", source: "hand" }] })).toBe(0);
  });

  test("that are not known change nothing", () => {
    expect(
      followGroups({ ...facts, groups: null, memberships: [{ teamId: "t", source: "provider" }] }),
    ).toEqual({
      add: [],
      end: [],
    });
  });
});

test.each([
  [
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1",
    "Safari on iPhone",
  ],
  ["Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"],
  ["Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"],
  ["", "An unknown device"],
])("the device of %j is said as %s", (agent, words) => {
  expect(deviceWords(agent)).toBe(words);
});
