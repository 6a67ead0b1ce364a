import { deedAlone } from "@/lib/audit/entry-deeds";
import { remindedWords } from "./reminder-words";
import type { Reminded } from "./schemas";
import { type HearingReason, isAskingReason } from "./hearing-rules";

/** An entry in a message, as whoever gets it may see it now. */
export interface MessageItem {
  type: string;
  reason: HearingReason;
  at: string;
  /** null: it happened by itself. */
  actor: string | null;
  release: { slug: string; title: string } | null;
  rollback: string | null;
  isDrill: boolean;
  /** null: it is no reminder. */
  reminder: Reminded | null;
}

export interface Message {
  items: readonly MessageItem[];
  /** Origin of this installation. */
  site: string;
}

/** What happened, in a sentence without its end. */
export function itemWords({ type, reason, actor, isDrill, reminder }: MessageItem): string {
  const drill = isDrill ? "Drill: " : "";
  if (reminder !== null) return `${drill}${remindedWords(reminder)}`;
  if (type === "rollback.escalated") return `${drill}a rollback waits for somebody to act`;
  if (type === "webhook.ended") return "an endpoint of yours answered that it is gone, and was disabled";
  const deed = deedAlone(type);
  const words = `${actor ?? "Countersign"} ${deed}`;
  return `${drill}${words}${reason === "asked" ? ", and it takes you" : ""}`;
}

function addressOf({ release, rollback, reason, type, reminder }: MessageItem, site: string): string {
  if (rollback !== null) return `${site}/rollbacks/${rollback}`;
  // What waits for a role is not in the inbox of whoever drives the release.
  if (reminder?.kind === "waiting" && release !== null) return `${site}/releases/${release.slug}/readiness`;
  if (type === "webhook.ended") return `${site}/settings/webhooks`;
  if (reason === "asked" || reason === "reminder") return `${site}/inbox`;
  return release === null ? `${site}/ledger` : `${site}/releases/${release.slug}/timeline`;
}

/** Where one says what one wants to hear. */
export function settingsAddress(site: string): string {
  return `${site}/settings/notices`;
}

interface Part {
  title: string;
  lines: { words: string; at: string; address: string }[];
}

/** Items by release in the order in which they came, each release once. */
function partsOf({ items, site }: Message): Part[] {
  const parts = new Map<string, Part>();
  for (const item of items) {
    const title = item.release?.title ?? "The organisation";
    const part = parts.get(item.release?.slug ?? "") ?? { title, lines: [] };
    part.lines.push({ words: itemWords(item), at: item.at, address: addressOf(item, site) });
    parts.set(item.release?.slug ?? "", part);
  }
  return [...parts.values()];
}

export function subjectOf(message: Message): string {
  const { items } = message;
  const [first] = items;
  if (first !== undefined && items.length === 1) {
    const about = first.release === null ? "" : `${first.release.title}: `;
    return oneLine(`${about}${itemWords(first)}`);
  }
  const parts = partsOf(message);
  const asked = items.filter(({ reason }) => isAskingReason(reason)).length;
  const about = parts.length === 1 ? (parts[0]?.title ?? "") : `${parts.length} places`;
  return oneLine(`${items.length} notices on ${about}${asked === 0 ? "" : `, ${asked} asked of you`}`);
}

export function textOf(message: Message): string {
  const parts = partsOf(message).map(({ title, lines }) =>
    [
      oneLine(title),
      ...lines.map(({ words, at, address }) => `- ${oneLine(words)} (${momentWords(at)})\n  ${address}`),
    ].join("\n"),
  );
  return `${parts.join("\n\n")}\n\n--\nWhat you hear of, and how: ${settingsAddress(message.site)}\n`;
}

export function htmlOf(message: Message): string {
  const parts = partsOf(message).map(
    ({ title, lines }) =>
      `<h2 style="font-size:16px;margin:16px 0 4px">${escapeHtml(title)}</h2><ul style="margin:0;padding-left:20px">${lines
        .map(
          ({ words, at, address }) =>
            `<li><a href="${escapeHtml(address)}">${escapeHtml(words)}</a> <span style="color:#5b6470">${momentWords(at)}</span></li>`,
        )
        .join("")}</ul>`,
  );
  const settings = escapeHtml(settingsAddress(message.site));
  return `<!doctype html><html lang="en"><body style="font-family:sans-serif;font-size:14px;color:#1b1f24">${parts.join("")}<p style="margin-top:24px;color:#5b6470"><a href="${settings}">What you hear of, and how</a></p></body></html>`;
}

/** In Slack's mrkdwn; `escape` is the integration's. */
export function slackTextOf(message: Message, escape: (text: string) => string): string {
  return partsOf(message)
    .map(({ title, lines }) =>
      [
        `*${escape(title)}*`,
        ...lines.map(({ words, address }) => `• ${escape(words)} <${address}|see it>`),
      ].join("\n"),
    )
    .join("\n");
}

const momentWords = (at: string) => `${at.slice(0, 10)} ${at.slice(11, 16)} UTC`;

/** What somebody wrote must not become a header or a line of its own. */
function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ").slice(0, 200);
}

function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
