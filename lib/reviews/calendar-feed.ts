import ical, { ICalCalendarMethod, ICalEventBusyStatus, ICalEventStatus } from "ical-generator";

/** What a calendar program is told of a review. */
export interface FeedItem {
  /** The same as long as it is the same review, wherever it is moved. */
  id: string;
  title: string;
  /** Epoch ms. */
  start: number;
  end: number;
  isCancelled: boolean;
  /** Grows with each change. */
  sequence: number;
  releases: readonly { title: string }[];
}

const refreshSeconds = 3_600;
const mostTitles = 20;

/**
 * Reviews as an iCalendar document (RFC 5545). Each occurrence stands for itself, in UTC: no program has to know the rules of a time
 * zone, nor what becomes of an hour that its clock skips.
 */
export function writeFeed(items: readonly FeedItem[], { url, now }: { url: string; now: Date }): string {
  const host = new URL(url).host;
  const calendar = ical({
    name: "Readiness reviews",
    prodId: { company: "Countersign", product: "Countersign" },
    method: ICalCalendarMethod.PUBLISH,
    ttl: refreshSeconds,
  });
  for (const item of items) {
    calendar.createEvent({
      id: `${item.id}@${host}`,
      start: new Date(item.start),
      end: new Date(item.end),
      stamp: now,
      summary: item.title,
      description: descriptionOf(item, url),
      url: addressOf(item, url),
      sequence: item.sequence,
      status: item.isCancelled ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
      busystatus: item.isCancelled ? ICalEventBusyStatus.FREE : ICalEventBusyStatus.BUSY,
    });
  }
  return calendar.toString();
}

function addressOf({ id }: FeedItem, url: string): string {
  return `${url}/reviews/${id}`;
}

function descriptionOf(item: FeedItem, url: string): string {
  const shown = item.releases.slice(0, mostTitles).map(({ title }) => title);
  const more = item.releases.length > shown.length ? ` and ${item.releases.length - shown.length} more` : "";
  const about = shown.length === 0 ? [] : [`About ${shown.join(", ")}${more}.`];
  return [...about, `Agenda: ${addressOf(item, url)}`].join("\n");
}
