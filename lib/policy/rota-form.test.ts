import { describe, expect, it } from "vitest";
import { fieldsOfRota, rotaFromFields } from "./rota-form";

describe("the form of a rota", () => {
  it("holds what the document says", () => {
    const document = {
      zone: "Europe/Berlin",
      people: ["ana@example.org", "ben@example.org"],
      handover: { starting: "2026-11-30T09:00", every: "FREQ=WEEKLY" },
      hours: [
        { days: ["MO" as const, "TU" as const], from: "08:00", to: "18:00" },
        { days: ["SA" as const], from: "22:00", to: "06:00" },
      ],
    };
    expect(rotaFromFields(fieldsOfRota(document))).toEqual(document);
    const { hours: _hours, ...always } = document;
    expect(rotaFromFields(fieldsOfRota(always))).toEqual(always);
  });

  it("takes hours as people write them", () => {
    const typed = {
      zone: "UTC",
      people: " a@b.c \n\n",
      starting: "",
      every: "",
      hours: "mo, tu 08:00 – 18:00\n",
    };
    expect(rotaFromFields(typed)).toMatchObject({
      people: ["a@b.c"],
      hours: [{ days: ["MO", "TU"], from: "08:00", to: "18:00" }],
    });
  });
});
