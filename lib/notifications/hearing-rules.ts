import type { EntryKind } from "@/lib/audit/entry-kinds";
import { kindOf, type Topic } from "./model";

export const hearingReasons = ["escalation", "reminder", "asked", "takes-part", "follows", "chosen"] as const;
/** Why somebody hears of an entry; an earlier one goes before a later one. */
export type HearingReason = (typeof hearingReasons)[number];

/** Whether something is asked of whoever hears of it for that reason. */
export function isAskingReason(reason: HearingReason): boolean {
  return reason === "escalation" || reason === "reminder" || reason === "asked";
}

/** A numbered entry, as far as it matters who hears of it. */
export interface HeardEntry {
  seq: number;
  type: string;
  /** Id of the person who acted; null: none did. */
  actor: string | null;
  releaseId: string | null;
  /** Ids of whom it asks something, by what it says itself. */
  asks: readonly string[];
}

/** Who is there, by id. */
export interface HearingFacts {
  /** Who voted, champions, wrote, raised a concern, or holds a role on the release. */
  takingPart: readonly string[];
  /** Who wants to hear of the release whether they take part or not. */
  following: readonly string[];
  /** Who does not want to hear of the release. */
  muted: readonly string[];
  /** Who chose its kind among what is about no release. */
  choosing: readonly string[];
}

export interface Hearer {
  person: string;
  reason: HearingReason;
  topic: Topic;
}

/**
 * Who hears of an entry, each once, for the weightiest of their reasons. Of whom something is asked always does; nobody is told of
 * what they did themselves, or of a release that they muted.
 */
export function whoHears(entry: HeardEntry, facts: HearingFacts): Hearer[] {
  const kind = kindOf(entry.type);
  const hearers = new Map<string, Hearer>();
  const add = (people: readonly string[], heard: Omit<Hearer, "person">) => {
    for (const person of people) if (!hearers.has(person)) hearers.set(person, { person, ...heard });
  };
  add(entry.asks, askingOf(entry.type));
  if (kind === null) return [...hearers.values()];
  const others = (people: readonly string[]) => people.filter((person) => person !== entry.actor);
  if (entry.releaseId === null) {
    add(others(facts.choosing), { reason: "chosen", topic: kind });
    return [...hearers.values()];
  }
  // A reminder is between the worker and whom it asks.
  if (onlyAsking.has(entry.type)) return [...hearers.values()];
  const muted = new Set(facts.muted);
  const hearing = (people: readonly string[]) => others(people).filter((person) => !muted.has(person));
  add(hearing(facts.takingPart), { reason: "takes-part", topic: kind });
  add(hearing(facts.following), { reason: "follows", topic: kind });
  return [...hearers.values()];
}

const onlyAsking: ReadonlySet<string> = new Set(["reminder.sent", "rollback.escalated"]);

function askingOf(type: string): Omit<Hearer, "person"> {
  if (type === "reminder.sent") return { reason: "reminder", topic: "reminders" };
  if (type === "rollback.escalated") return { reason: "escalation", topic: "escalations" };
  return { reason: "asked", topic: "asked" };
}

/** Under which topic a team hears of an entry; null: it is of no kind. */
export function teamTopic(type: string): Topic | null {
  if (onlyAsking.has(type)) return askingOf(type).topic;
  return kindOf(type);
}

/** What an organisation's endpoint wants; an absent list is everything. */
export interface EndpointFilter {
  kinds?: readonly EntryKind[] | undefined;
  /** Slugs. */
  releases?: readonly string[] | undefined;
  /** Keys. */
  components?: readonly string[] | undefined;
}

/** An entry as endpoints see it. */
export interface PostedEntry {
  type: string;
  release: string | null;
  /** Of the release, or that it is about. */
  components: readonly string[];
  /** Of a release that not everybody sees. */
  isRestricted: boolean;
}

/** Whether an entry is posted to an endpoint. What not everybody sees never is. */
export function isPosted(filter: EndpointFilter, entry: PostedEntry): boolean {
  const kind = kindOf(entry.type);
  if (entry.isRestricted || kind === null) return false;
  if (filter.kinds !== undefined && !filter.kinds.includes(kind)) return false;
  if (filter.releases !== undefined && (entry.release === null || !filter.releases.includes(entry.release)))
    return false;
  const { components } = filter;
  return components === undefined || entry.components.some((key) => components.includes(key));
}
