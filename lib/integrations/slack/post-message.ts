import { isRedirect, type OutgoingAnswer, redirectWords, send } from "@/lib/integrations/webhooks/outgoing";
import type { AllowedHosts } from "@/lib/platform/public-addresses";

/** Posts a text to a Slack-compatible incoming webhook; answers why it was not taken, null where it was. */
export async function postMessage({
  url,
  text,
  ...way
}: {
  url: string;
  /** In Slack's mrkdwn; what somebody wrote is escaped. */
  text: string;
  timeLimitMs: number;
  cut?: AbortSignal;
  allowed: AllowedHosts;
}): Promise<{ problem: string | null; answer: OutgoingAnswer }> {
  const answer = await send({
    method: "POST",
    url,
    body: JSON.stringify({ text, unfurl_links: false, unfurl_media: false }),
    headers: { "content-type": "application/json; charset=utf-8" },
    ...way,
  });
  if (isRedirect(answer)) return { problem: redirectWords(answer), answer };
  const isTaken = answer.status >= 200 && answer.status < 300;
  return { problem: isTaken ? null : `It answered ${answer.status}.`, answer };
}

/** The three characters that mean something in Slack's texts. */
export function escapeSlack(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
