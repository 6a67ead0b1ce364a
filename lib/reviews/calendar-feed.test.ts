import ICAL from "ical.js";
import { describe, expect, it } from "vitest";
import { localTimeOf, occurrencesBetween } from "@/lib/platform/recurrence";
import { type FeedItem, writeFeed } from "./calendar-feed";
import type { ReviewPlan } from "./model";
import { occurrencesOf, reviewName } from "./occurrences";

const url = "https://releases.example.org";
const now = new Date("2026-11-26T12:00:00Z");
const [from, to] = [Date.UTC(2026, 0, 1), Date.UTC(2028, 0, 1)];

const plan = (rest: Partial<ReviewPlan>): ReviewPlan => ({
  id: "01890a5d-ac96-774b-bcce-b302099a8057",
  title: "Readiness",
  rule: "FREQ=WEEKLY",
  zone: "Europe/Berlin",
  start: "2026-01-08T15:00",
  minutes: 45,
  ends: [],
  changes: [],
  at: 0,
  ...rest,
});
const itemsOf = (given: ReviewPlan): FeedItem[] =>
  occurrencesOf(given, from, to).map((each) => ({ ...each, id: reviewName(each), releases: [] }));
/** As Mozilla's programs read it. */
const eventsIn = (text: string) =>
  new ICAL.Component(ICAL.parse(text) as unknown[])
    .getAllSubcomponents("vevent")
    .map((component) => ({ component, event: new ICAL.Event(component) }));
const valueOf = (component: InstanceType<typeof ICAL.Component>, name: string) =>
  component.getFirstPropertyValue(name)?.toString();

describe("the calendar feed", () => {
  it.each(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC"])(
    "gives other programs every occurrence of two years, across daylight saving, in %s",
    (zone) => {
      for (const [rule, time] of [
        ["FREQ=WEEKLY", "15:00"],
        ["FREQ=DAILY", "02:15"],
        ["FREQ=MONTHLY;BYDAY=2TH", "15:00"],
      ] as const) {
        const given = plan({ zone, rule, start: `2026-01-08T${time}` });
        const read = eventsIn(writeFeed(itemsOf(given), { url, now })).map(({ event }) => event);
        const starts = read.map(({ startDate }) => startDate.toJSDate().getTime());
        expect(starts).toEqual(occurrencesBetween(given, from, to));
        expect(read.every(({ duration }) => duration.toSeconds() === 45 * 60)).toBe(true);
        if (time === "15:00")
          expect(new Set(starts.map((at) => localTimeOf(at, zone).slice(11)))).toEqual(new Set(["15:00"]));
      }
    },
  );

  it("keeps the name of what is moved, with a sequence that grows, and says what is cancelled", () => {
    const original = Date.UTC(2026, 0, 15, 14);
    const moved = { original, startAt: original + 86_400_000, minutes: 90, at: 1 };
    const cancelled = { original, startAt: null, minutes: null, at: 2 };
    const at = (changes: ReviewPlan["changes"]) => {
      const text = writeFeed(itemsOf(plan({ changes })), { url, now });
      const found = eventsIn(text).find(({ event }) => event.uid.includes("_20260115T1400Z@"));
      if (found === undefined) throw new Error("the review is not in the feed");
      const { component, event } = found;
      return {
        start: event.startDate.toJSDate().toISOString(),
        minutes: event.duration.toSeconds() / 60,
        sequence: valueOf(component, "sequence"),
        status: valueOf(component, "status"),
      };
    };
    expect(at([])).toEqual({
      start: "2026-01-15T14:00:00.000Z",
      minutes: 45,
      sequence: "0",
      status: "CONFIRMED",
    });
    expect(at([moved])).toEqual({
      start: "2026-01-16T14:00:00.000Z",
      minutes: 90,
      sequence: "1",
      status: "CONFIRMED",
    });
    expect(at([moved, cancelled])).toMatchObject({ sequence: "2", status: "CANCELLED" });
  });

  it("folds lines, and brings texts whole to the other side, whatever they hold", () => {
    const title = `Überprüfung, „bereit?“; \\n und \\, ${"ß🚀".repeat(60)}`;
    const releases = [{ title: "A, B; C\\D" }, { title: "BEGIN:VEVENT" }];
    const [first] = itemsOf(plan({ title }));
    if (first === undefined) throw new Error("no occurrence");
    const text = writeFeed([{ ...first, releases }], { url, now });
    const lines = text.split("\r\n");
    expect(lines.every((line) => Buffer.byteLength(line) <= 75)).toBe(true);
    expect(text.replaceAll("\r\n", "")).not.toMatch(/[\r\n]/);
    const [read] = eventsIn(text);
    expect(read?.event.summary).toBe(title);
    expect(read?.event.description).toBe(
      `About A, B; C\\D, BEGIN:VEVENT.\nAgenda: ${url}/reviews/${first.id}`,
    );
    expect(valueOf(new ICAL.Component(ICAL.parse(text) as unknown[]), "version")).toBe("2.0");
  });

  it("is a valid calendar also where there is nothing in it", () => {
    expect(eventsIn(writeFeed([], { url, now }))).toEqual([]);
  });
});
