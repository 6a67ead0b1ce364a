import { Temporal } from "temporal-polyfill";
import { instantOf } from "@/lib/platform/recurrence";
import type { Weekday } from "@/lib/policy/rota";
import { type HearingReason, isAskingReason } from "./hearing-rules";
import { type NoticeChannel, type NoticeSettings, type Pace, ruleFor, type Topic } from "./model";

const weekdays: readonly Weekday[] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
const mostSteps = 32;
const hourMs = 3_600_000;

interface Asked {
  topic: Topic;
  reason: HearingReason;
  /** It concerns a real rollback of severity sev1 or sev2: no hour is quiet. */
  isUrgent: boolean;
  /** By what else an escalation level tells. */
  insists?: NoticeChannel | undefined;
}

/** What a message can be sent by now. */
export interface Ways {
  email: boolean;
  slack: boolean;
}

/** One message: by what, and when at the earliest; epoch ms. */
export interface Sending {
  channel: Exclude<NoticeChannel, "inbox">;
  dueAt: number;
}

export interface Told {
  inInbox: boolean;
  sendings: Sending[];
}

/**
 * By what somebody is told, and when. A channel that is not there is left out; what is asked of a person and would have gone to a chat
 * that they do not have goes by e-mail.
 */
export function howTold(
  settings: NoticeSettings,
  { topic, reason, isUrgent, insists }: Asked,
  { ways, now, of = "person" }: { ways: Ways; now: number; of?: "person" | "team" },
): Told {
  const rule = ruleFor(settings, topic, of);
  const wanted = new Set<NoticeChannel>(rule.by);
  if (insists !== undefined) wanted.add(insists);
  if (isAskingReason(reason) && wanted.has("slack") && !ways.slack) wanted.add("email");
  const channels = (["email", "slack"] as const).filter((channel) => wanted.has(channel) && ways[channel]);
  return {
    inInbox: of === "person" && wanted.has("inbox"),
    sendings: channels.map((channel) => {
      const when: Pace = isUrgent || channel === insists ? "at-once" : rule.when;
      return { channel, dueAt: dueAt(settings, { when, isUrgent, now }) };
    }),
  };
}

/** When a message of a pace is due: at its time, and not in quiet hours unless it is urgent. Epoch ms, never before now. */
export function dueAt(
  settings: NoticeSettings,
  { when, isUrgent, now }: { when: Pace; isUrgent: boolean; now: number },
): number {
  const at = paced(settings, when, now);
  return isUrgent ? at : afterQuiet(settings, at);
}

function paced({ zone, dailyAt }: NoticeSettings, when: Pace, now: number): number {
  if (when === "at-once") return now;
  const local = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(zone);
  if (when === "hourly") {
    // By the offset that holds: rounding a local time goes back where half an hour comes twice.
    const shown = now + Math.round(local.offsetNanoseconds / 1e6);
    return now + hourMs - (((shown % hourMs) + hourMs) % hourMs);
  }
  const today = local.toPlainDate();
  for (const days of [0, 1, 2]) {
    const at = instantOf(`${today.add({ days }).toString()}T${dailyAt}`, zone);
    if (at > now) return at;
  }
  return now;
}

/** The first moment from one on that is not quiet; epoch ms. */
export function afterQuiet({ zone, quiet }: NoticeSettings, from: number): number {
  if (quiet === undefined) return from;
  let at = from;
  // Windows and whole days follow each other; a week of them is refused when it is put.
  for (let step = 0; step < mostSteps; step += 1) {
    const end = quietEnd(quiet, at, zone);
    if (end === null) return at;
    at = Math.max(end, at + 1);
  }
  return at;
}

/** The end of what is quiet at a moment; null: nothing is. */
function quietEnd(
  { from, to, days = [] }: NonNullable<NoticeSettings["quiet"]>,
  at: number,
  zone: string,
): number | null {
  const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
  const today = local.toPlainDate();
  const day = weekdays[local.dayOfWeek - 1];
  if (day !== undefined && days.includes(day))
    return today.add({ days: 1 }).toZonedDateTime({ timeZone: zone }).epochMilliseconds;
  if (from === undefined || to === undefined) return null;
  const time = local.toPlainTime().toString({ smallestUnit: "minute" });
  const isOver = from >= to;
  const isQuiet = isOver ? time >= from || time < to : time >= from && time < to;
  if (!isQuiet) return null;
  const endDay = isOver && time >= from ? today.add({ days: 1 }) : today;
  const ending = Temporal.PlainDateTime.from(`${endDay.toString()}T${to}`);
  const end = instantOf(ending.toString(), zone);
  if (end > at) return end;
  // Where a clock goes back, its end comes a second time.
  return ending.toZonedDateTime(zone, { disambiguation: "later" }).epochMilliseconds;
}
