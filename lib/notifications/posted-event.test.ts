import { describe, expect, it } from "vitest";
import type { EntryDocument } from "@/lib/audit/entry-document";
import { bodyOf, type EventForm, hasEvent } from "./posted-event";

const entry: EntryDocument = {
  id: "01890a5d-ac96-774b-bcce-b302099a8057",
  type: "exposure.confirmed",
  at: "2026-11-27T10:00:00.000Z",
  actor: { kind: "machine", id: "01890a5d-ac96-774b-bcce-b302099a8058" },
  by: { rule: "machine", role: null, grant: [] },
  requestId: "a request",
  subjects: { stage: "canary" },
  before: "0",
  after: "5",
  policy: {},
  payload: { candidates: {} },
  commitments: {},
};
const digest = `sha256:${"a".repeat(64)}`;
const body = (form: EventForm, change: Partial<EntryDocument> = {}) => {
  const made = bodyOf(form, {
    seq: 7,
    entry: { ...entry, ...change },
    release: "voice-2",
    components: [{ key: "voice", digest }],
    site: "https://countersign.example.org",
  });
  return made === null ? null : (JSON.parse(made.body) as Record<string, Record<string, unknown>>);
};

describe("an event for an endpoint", () => {
  it("is type, timestamp and data, as Standard Webhooks recommends", () => {
    expect(body("json")).toEqual({
      type: "exposure.confirmed",
      timestamp: entry.at,
      data: {
        seq: 7,
        id: entry.id,
        actor: entry.actor,
        role: null,
        rule: "machine",
        release: "voice-2",
        components: ["voice"],
        subjects: { stage: "canary" },
        before: "0",
        after: "5",
        payload: { candidates: {} },
      },
    });
  });

  it("is the same for each attempt", () => {
    for (const form of ["json", "cloudevents", "cdevents"] as const) expect(body(form)).toEqual(body(form));
  });

  it("has every attribute that CloudEvents 1.0 requires", () => {
    expect(body("cloudevents")).toMatchObject({
      specversion: "1.0",
      id: entry.id,
      source: "https://countersign.example.org",
      type: "dev.countersign.exposure.confirmed",
      time: entry.at,
      datacontenttype: "application/json",
      subject: "voice-2",
    });
  });

  it("is a service upgraded in CDEvents, bound to CloudEvents with the same id, source and type", () => {
    const type = "dev.cdevents.service.upgraded.0.3.0";
    expect(body("cdevents")).toMatchObject({
      specversion: "1.0",
      id: entry.id,
      type,
      subject: "voice",
      data: {
        context: { specversion: "0.5.0", id: entry.id, type, timestamp: entry.at },
        subject: {
          id: "voice",
          type: "service",
          content: {
            environment: { id: "voice-2/canary" },
            artifactId: `pkg:generic/voice@${encodeURIComponent(digest)}`,
          },
        },
        customDataContentType: "application/json",
      },
    });
  });

  it.each([
    ["exposure.confirmed", { after: "0" }, "service.removed"],
    ["rollback.executed", {}, "service.rolledback"],
    ["rollback.stable", {}, "incident.resolved"],
    ["breach.opened", {}, "incident.detected"],
    ["stage.advanced", {}, "environment.modified"],
    ["freeze.set", {}, "environment.modified"],
  ])("%s with %o is %s", (type, change, expected) => {
    expect(body("cdevents", { type, ...change })?.["type"]).toBe(`dev.cdevents.${expected}.0.3.0`);
  });

  it.each([
    ["a vote", { type: "vote.cast" }],
    ["what a drill did", { type: "rollback.executed", subjects: { drill: "a drill" } }],
  ])("is none in CDEvents for %s, and one in the other forms", (_what, change) => {
    expect(hasEvent("cdevents", { ...entry, ...change })).toBe(false);
    expect(body("cdevents", change)).toBeNull();
    expect(body("json", change)).not.toBeNull();
    expect(hasEvent("cloudevents", { ...entry, ...change })).toBe(true);
  });
});
