import { type EntryKind, entryKindNames, entryKinds } from "@/lib/audit/entry-kinds";
import type { Weekday } from "@/lib/policy/rota";

/** By what somebody is told. The inbox is always at once. */
export const noticeChannels = ["inbox", "email", "slack"] as const;
export type NoticeChannel = (typeof noticeChannels)[number];

/** What is asked of somebody, which they cannot choose not to hear. */
export const askingTopics = ["asked", "reminders", "escalations"] as const;
export type AskingTopic = (typeof askingTopics)[number];

export const topics = [...askingTopics, ...entryKindNames] as const;
export type Topic = AskingTopic | EntryKind;

export const paces = ["at-once", "hourly", "daily"] as const;
export type Pace = (typeof paces)[number];

export interface TopicRule {
  by: readonly NoticeChannel[];
  when: Pace;
}

/** Hours in which nothing is sent; `days` are quiet as a whole. Local times, `to` not after `from`: on the next day. */
export interface QuietHours {
  from?: string | undefined;
  to?: string | undefined;
  days?: readonly Weekday[] | undefined;
}

export interface NoticeSettings {
  /** IANA name. */
  zone: string;
  /** Local time of the daily digest. */
  dailyAt: string;
  quiet?: QuietHours | undefined;
  /** What is absent goes by the defaults. */
  topics: Partial<Record<Topic, TopicRule | undefined>>;
}

const askingTopicWords: Readonly<Record<AskingTopic, string>> = {
  asked: "Asked of you",
  reminders: "Reminders",
  escalations: "Escalations",
};

export function topicTitle(topic: Topic): string {
  return isAsking(topic) ? askingTopicWords[topic] : entryKinds[topic].title;
}

export function isAsking(topic: Topic): topic is AskingTopic {
  return (askingTopics as readonly string[]).includes(topic);
}

const atOnce: TopicRule = { by: ["inbox", "email"], when: "at-once" };
const eachDay: TopicRule = { by: ["inbox", "email"], when: "daily" };
const inbox: TopicRule = { by: ["inbox"], when: "at-once" };
const nothing: TopicRule = { by: [], when: "at-once" };

/** What a person hears of who chose nothing. */
const personalDefaults: Partial<Record<Topic, TopicRule>> = {
  asked: atOnce,
  reminders: atOnce,
  escalations: atOnce,
  rollbacks: atOnce,
  holds: atOnce,
  decisions: inbox,
  stages: eachDay,
  course: eachDay,
  reviews: eachDay,
  exposure: inbox,
  content: inbox,
  dates: inbox,
  roles: inbox,
};

const posted: TopicRule = { by: ["slack"], when: "at-once" };

/** What is posted for a team that has a hook and chose nothing. */
const teamDefaults: Partial<Record<Topic, TopicRule>> = {
  escalations: posted,
  rollbacks: posted,
  holds: posted,
  stages: posted,
  course: posted,
};

export const defaultSettings: NoticeSettings = { zone: "UTC", dailyAt: "08:00", topics: {} };

/** The rule for a topic; what is asked of a person always stands in their inbox. */
export function ruleFor(settings: NoticeSettings, topic: Topic, of: "person" | "team" = "person"): TopicRule {
  const defaults = of === "person" ? personalDefaults : teamDefaults;
  const rule = settings.topics[topic] ?? defaults[topic] ?? nothing;
  if (of === "team" || !isAsking(topic) || rule.by.includes("inbox")) return rule;
  return { ...rule, by: ["inbox", ...rule.by] };
}

const kindByType: ReadonlyMap<string, EntryKind> = new Map(
  entryKindNames.flatMap((kind) => entryKinds[kind].types.map((type) => [type, kind] as const)),
);

/** null: a type that no kind lists. */
export function kindOf(type: string): EntryKind | null {
  return kindByType.get(type) ?? null;
}
