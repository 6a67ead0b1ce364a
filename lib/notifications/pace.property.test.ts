import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { localTimeOf } from "@/lib/platform/recurrence";
import { weekdays } from "@/lib/policy/rota";
import { askingTopics, defaultSettings, type NoticeSettings, ruleFor, topics } from "./model";
import { afterQuiet, dueAt, howTold } from "./pace-rules";
import { mostAttempts, nextTry } from "./retry-rules";

const zones = [
  "UTC",
  "Europe/Berlin",
  "America/New_York",
  "Australia/Lord_Howe",
  "Asia/Kathmandu",
  "Pacific/Apia",
  "America/Sao_Paulo",
];
const time = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map(([hour, minute]) => `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`);
const quiet = fc.record(
  {
    window: fc.tuple(time, time).filter(([from, to]) => from !== to),
    days: fc.uniqueArray(fc.constantFrom(...weekdays), { maxLength: 5 }),
  },
  { requiredKeys: [] },
);
const settings: fc.Arbitrary<NoticeSettings> = fc
  .record({ zone: fc.constantFrom(...zones), dailyAt: time, quiet: fc.option(quiet) })
  .map(({ zone, dailyAt, quiet: found }) => ({
    zone,
    dailyAt,
    topics: {},
    ...(found !== null && {
      quiet: {
        ...(found.window && { from: found.window[0], to: found.window[1] }),
        ...(found.days && { days: found.days }),
      },
    }),
  }));
// Around the changes of clocks of 2026 and 2027, and at any time.
const transitions = [
  "2026-03-29T01:00Z",
  "2026-10-25T01:00Z",
  "2026-03-08T07:00Z",
  "2026-11-01T06:00Z",
  "2027-04-03T15:00Z",
].map((text) => Date.parse(text));
const now = fc.oneof(
  fc.integer({ min: Date.parse("2026-01-01"), max: Date.parse("2028-01-01") }),
  fc
    .tuple(fc.constantFrom(...transitions), fc.integer({ min: -86_400_000, max: 86_400_000 }))
    .map(([at, by]) => at + by),
);
const pace = fc.constantFrom("at-once" as const, "hourly" as const, "daily" as const);
const hourMs = 3_600_000;

/** By the wall clock and nothing else. */
function isQuiet({ zone, quiet: hours }: NoticeSettings, at: number): boolean {
  if (hours === undefined) return false;
  const local = localTimeOf(at, zone);
  const day = new Date(`${local.slice(0, 10)}T00:00Z`).getUTCDay();
  if (hours.days?.includes(weekdays[(day + 6) % 7] ?? "MO")) return true;
  const { from, to } = hours;
  if (from === undefined || to === undefined) return false;
  const clock = local.slice(11);
  return from < to ? from <= clock && clock < to : from <= clock || clock < to;
}

describe("when somebody is told", () => {
  it("is never before now, nor in hours that are quiet, unless it is urgent", () => {
    fc.assert(
      fc.property(settings, pace, now, fc.boolean(), (given, when, at, isUrgent) => {
        const due = dueAt(given, { when, isUrgent, now: at });
        expect(due).toBeGreaterThanOrEqual(at);
        if (!isUrgent) expect(isQuiet(given, due)).toBe(false);
        if (isUrgent && when === "at-once") expect(due).toBe(at);
      }),
      { numRuns: 500 },
    );
  });

  it("waits for nothing but quiet hours: every minute before is one", () => {
    fc.assert(
      fc.property(settings, now, (given, at) => {
        const end = afterQuiet(given, at);
        const step = Math.max(60_000, Math.floor((end - at) / 200));
        for (let each = at; each < end; each += step) expect(isQuiet(given, each)).toBe(true);
      }),
    );
  });

  it("is the next full hour, or the next time of day at which it is wanted", () => {
    fc.assert(
      fc.property(settings, now, (given, at) => {
        const open = { ...given, quiet: undefined };
        const hourly = dueAt(open, { when: "hourly", isUrgent: false, now: at });
        expect(hourly - at).toBeGreaterThan(0);
        expect(hourly - at).toBeLessThanOrEqual(1.5 * hourMs);
        const daily = dueAt(open, { when: "daily", isUrgent: false, now: at });
        expect(daily - at).toBeGreaterThan(0);
        // A zone that left a day out has a day of two.
        expect(daily - at).toBeLessThanOrEqual(49 * hourMs);
      }),
      { examples: [[{ zone: "Australia/Lord_Howe", dailyAt: "00:00", topics: {} }, 1_806_764_400_000]] },
    );
  });

  it("is ahead also where half an hour comes twice", () => {
    const now = 1_806_764_400_001;
    const lordHowe = { ...defaultSettings, zone: "Australia/Lord_Howe" };
    const due = dueAt(lordHowe, { when: "hourly", isUrgent: false, now });
    expect(due).toBeGreaterThan(now);
    expect(due - now).toBeLessThanOrEqual(hourMs);
  });

  it("is the same moment for all that falls into one digest", () => {
    const berlin = { ...defaultSettings, zone: "Europe/Berlin" };
    const first = dueAt(berlin, { when: "daily", isUrgent: false, now: Date.parse("2026-03-28T08:00Z") });
    const last = dueAt(berlin, { when: "daily", isUrgent: false, now: Date.parse("2026-03-29T05:59Z") });
    expect(new Date(first).toISOString()).toBe("2026-03-29T06:00:00.000Z");
    expect(last).toBe(first);
  });
});

describe("by what somebody is told", () => {
  const ways = fc.record({ email: fc.boolean(), slack: fc.boolean() });

  it("is always their inbox for what is asked of them, and only what there is", () => {
    fc.assert(
      fc.property(settings, fc.constantFrom(...topics), ways, now, (given, topic, there, at) => {
        const isAsked = (askingTopics as readonly string[]).includes(topic);
        const reason = isAsked ? "asked" : "takes-part";
        const quietest = { ...given, topics: { [topic]: { by: [], when: "daily" as const } } };
        const told = howTold(quietest, { topic, reason, isUrgent: false }, { ways: there, now: at });
        expect(told.inInbox).toBe(isAsked);
        for (const { channel } of told.sendings) expect(there[channel]).toBe(true);
      }),
    );
  });

  it("is what an escalation level tells by, at once; e-mail where they have no chat", () => {
    const asked = { topic: "escalations" as const, reason: "escalation" as const, isUrgent: false };
    const none = {
      ...defaultSettings,
      topics: { escalations: { by: ["inbox" as const], when: "daily" as const } },
    };
    const told = (there: { email: boolean; slack: boolean }) =>
      howTold(none, { ...asked, insists: "slack" }, { ways: there, now: 1_000 }).sendings;
    expect(told({ email: true, slack: true })).toEqual([{ channel: "slack", dueAt: 1_000 }]);
    expect(told({ email: true, slack: false }).map(({ channel }) => channel)).toEqual(["email"]);
    expect(told({ email: false, slack: false })).toEqual([]);
  });

  it("is chat alone for a team, and nothing that it has no rule for", () => {
    const team = { ways: { email: false, slack: true }, now: 5, of: "team" as const };
    const asked = { reason: "takes-part" as const, isUrgent: false };
    expect(howTold(defaultSettings, { topic: "rollbacks", ...asked }, team)).toEqual({
      inInbox: false,
      sendings: [{ channel: "slack", dueAt: 5 }],
    });
    expect(howTold(defaultSettings, { topic: "checks", ...asked }, team).sendings).toEqual([]);
    expect(ruleFor(defaultSettings, "asked", "team").by).toEqual([]);
  });
});

describe("trying again", () => {
  it("comes later each time, ends after ten attempts, and spans three days", () => {
    fc.assert(
      fc.property(fc.uuid(), (id) => {
        let at = 0;
        const pauses: number[] = [];
        for (let attempts = 1; ; attempts += 1) {
          const next = nextTry({ id, attempts, now: at });
          if (next === null) {
            expect(attempts).toBe(mostAttempts);
            break;
          }
          pauses.push(next - at);
          at = next;
        }
        expect(pauses).toEqual([...pauses].toSorted((a, b) => a - b));
        expect(at).toBeGreaterThanOrEqual(75 * hourMs);
        expect(at).toBeLessThanOrEqual(92 * hourMs);
      }),
    );
  });

  it("leaves a receiver alone for as long as it asks, a day at most", () => {
    const id = "01890a5d-ac96-774b-bcce-b302099a8057";
    expect(nextTry({ id, attempts: 1, now: 0, askedMs: 3 * hourMs })).toBe(3 * hourMs);
    expect(nextTry({ id, attempts: 1, now: 0, askedMs: 1e12 })).toBe(24 * hourMs);
  });
});
