import { describe, expect, it } from "vitest";
import { erasedIdentity, erasureFaults, isErasedEmail, namesPerson } from "./erasure-rules";

const ann = { name: "Ann Lee", email: "ann@example.org" };

describe("a text names a person", () => {
  it.each([
    "Ask ann@example.org.",
    "ANN@example.ORG",
    "<ann@example.org>, who knows",
    "Ann Lee said so",
    "by ann lee, in a hurry",
    "joann@example.org and ann@example.org",
  ])("by “%s”", (text) => {
    expect(namesPerson(text, ann)).toBe(true);
  });

  it.each([
    "joann@example.org",
    "ann@example.org.uk",
    "ann@example.organic",
    "ann@example.org-x",
    "Joann Lee",
    "Ann Leeson",
    "Ann",
    "",
  ])("but not by “%s”", (text) => {
    expect(namesPerson(text, ann)).toBe(false);
  });
});

describe("what stands in place of a person", () => {
  it("is told apart by the random end of their id, and is nobody's address", () => {
    const [one, other] = ["0199d0c0-1111-7aaa-8bbb-7f3a9c21d0e4", "0199d0c0-1111-7aaa-8bbb-8e20aa31c0de"].map(
      erasedIdentity,
    );
    expect(one).toEqual({ name: "Erased person 7f3a", email: "7f3a9c21d0e4@erased.invalid" });
    expect(other?.email).not.toBe(one?.email);
    expect(isErasedEmail(one?.email ?? "")).toBe(true);
    expect(isErasedEmail("erased.invalid@example.org")).toBe(false);
  });
});

describe("nobody is erased", () => {
  const person = { id: "p", name: "Ann Lee", isErased: false };
  const free = { person, actorId: "a", admins: [{ id: "a" }], rotas: [] };
  const alone = { key: "days", title: "Days", people: [{ id: "p" }] };
  it.each([
    ["twice", { ...free, person: { ...person, isErased: true } }, /already/],
    ["by themselves", { ...free, actorId: "p" }, /Another admin/],
    ["who is the last admin", { ...free, admins: [{ id: "p" }] }, /last admin/],
    ["who is alone on a rota", { ...free, rotas: [alone] }, /Nobody else is on the rota Days/],
  ])("%s", (_, facts, words) => {
    expect(erasureFaults(facts).join(" ")).toMatch(words);
  });

  it("else they can be, also where they are one of several", () => {
    const rotas = [{ ...alone, people: [{ id: "p" }, { id: "q" }] }];
    const admins = [{ id: "p" }, { id: "a" }];
    expect(erasureFaults({ ...free, rotas, admins })).toEqual([]);
  });
});
