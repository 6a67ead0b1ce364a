import type { Kernel } from "@/lib/platform/command";
import { record } from "@/lib/platform/record";
import { type NewNotice, writeNotices } from "./envelope-store";
import { isPosted, teamTopic, whoHears } from "./hearing-rules";
import { defaultSettings, noticeChannels } from "./model";
import { howTold } from "./pace-rules";
import { hasEvent } from "./posted-event";
import {
  loadEndpoints,
  loadEntries,
  loadRecipients,
  lockCursor,
  moveCursor,
  type Recipients,
  type RoutedEntry,
  type StandingEndpoint,
  writePosts,
} from "./routing-store";

const batch = 200;

export interface Routing {
  /** Whether mail can be sent. */
  email: boolean;
}

/**
 * Reads the entries after the cursor and writes who hears of them; answers how many it read. The cursor moves in the same transaction,
 * so whoever dies in between leaves nothing behind, and two workers never read the same.
 */
export function routeEntries(kernel: Kernel, routing: Routing): Promise<number> {
  return record(kernel, "delivery", async (tx, now) => {
    const after = await lockCursor(tx);
    if (after === null) return 0;
    const entries = await loadEntries(tx, { after, limit: batch });
    const last = entries.at(-1);
    if (last === undefined) return 0;
    const people = entries.flatMap((entry) => whoHears(entry, entry.facts).map(({ person }) => person));
    const teams = entries.flatMap((entry) => entry.teams);
    const recipients = await loadRecipients(tx, [...new Set([...people, ...teams])]);
    const notices = entries.flatMap((entry) => [
      ...noticesOf(entry, { recipients, routing, now }),
      ...postsOf(entry, { recipients, now }),
    ]);
    await writeNotices(tx, notices, now);
    const endpoints = await loadEndpoints(tx);
    await writePosts(
      tx,
      entries.flatMap((entry) => toEndpoints(entry, endpoints)),
      now,
    );
    await moveCursor(tx, last.seq, now);
    return entries.length;
  });
}

const urgent: ReadonlySet<string> = new Set(["sev1", "sev2"]);

/** What people are told of an entry. */
function noticesOf(
  entry: RoutedEntry,
  { recipients, routing, now }: { recipients: Recipients; routing: Routing; now: Date },
): NewNotice[] {
  return whoHears(entry, entry.facts).flatMap(({ person, reason, topic }): NewNotice[] => {
    const ways = { email: routing.email, slack: recipients.hooked.has(person) };
    const isUrgent = reason === "escalation" && urgent.has(entry.severity ?? "");
    const insists =
      reason === "escalation" ? noticeChannels.find((channel) => channel === entry.channel) : undefined;
    const settings = recipients.settings.get(person) ?? defaultSettings;
    const told = howTold(
      settings,
      { topic, reason, isUrgent, ...(insists !== undefined && { insists }) },
      { ways, now: now.getTime() },
    );
    if (!told.inInbox && told.sendings.length === 0) return [];
    return [{ ...common(entry), recipient: { person }, topic, reason, ...told }];
  });
}

/** What is posted for teams. */
function postsOf(
  entry: RoutedEntry,
  { recipients, now }: { recipients: Recipients; now: Date },
): NewNotice[] {
  const topic = teamTopic(entry.type);
  if (topic === null) return [];
  return entry.teams.flatMap((team): NewNotice[] => {
    if (!recipients.hooked.has(team)) return [];
    const isUrgent = topic === "escalations" && urgent.has(entry.severity ?? "");
    const told = howTold(
      recipients.settings.get(team) ?? defaultSettings,
      { topic, reason: "takes-part", isUrgent },
      { ways: { email: false, slack: true }, now: now.getTime(), of: "team" },
    );
    if (told.sendings.length === 0) return [];
    return [{ ...common(entry), recipient: { team }, topic, reason: "takes-part", ...told }];
  });
}

/** To which endpoints an entry is posted. */
function toEndpoints(
  entry: RoutedEntry,
  endpoints: readonly StandingEndpoint[],
): { endpoint: string; seq: number }[] {
  const { document, seq } = entry;
  if (document === null) return [];
  return endpoints
    .filter(({ form, filter }) => isPosted(filter, entry) && hasEvent(form, document))
    .map(({ id }) => ({ endpoint: id, seq }));
}

const common = ({ seq, releaseId, at }: RoutedEntry) => ({ seq, releaseId, at });
