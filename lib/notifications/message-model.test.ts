import { describe, expect, it } from "vitest";
import { escapeSlack } from "@/lib/integrations/slack/post-message";
import { htmlOf, type MessageItem, slackTextOf, subjectOf, textOf } from "./message-model";

const site = "https://countersign.example.org";
const item: MessageItem = {
  type: "hold.placed",
  reason: "takes-part",
  at: "2026-11-27T10:00:00.000Z",
  actor: "Cora",
  release: { slug: "voice-2", title: "Voice 2" },
  rollback: null,
  isDrill: false,
  reminder: null,
};

describe("a message", () => {
  it("says of one notice what happened, of several how many, and how many of them are asked", () => {
    expect(subjectOf({ items: [item], site })).toBe("Voice 2: Cora placed a hold");
    expect(subjectOf({ items: [item, item], site })).toBe("2 notices on Voice 2");
    const other = { ...item, release: { slug: "ranker", title: "Ranker" }, reason: "reminder" as const };
    expect(subjectOf({ items: [item, other], site })).toBe("2 notices on 2 places, 1 asked of you");
  });

  it("groups by release, and leads to where each can be seen or done", () => {
    const text = textOf({
      items: [
        item,
        { ...item, release: { slug: "ranker", title: "Ranker" }, reason: "asked", type: "decision.proposed" },
        { ...item, type: "rollback.escalated", reason: "escalation", rollback: "an-id" },
      ],
      site,
    });
    expect(text.match(/Voice 2/g)).toHaveLength(1);
    expect(text).toContain(`${site}/releases/voice-2/timeline`);
    expect(text).toContain(`${site}/inbox`);
    expect(text).toContain(`${site}/rollbacks/an-id`);
    expect(text).toContain(`${site}/settings/notices`);
  });

  it("says what is late and for whom it waits, and leads whoever drives the release to it", () => {
    const reminder = {
      kind: "waiting" as const,
      level: "over-2d",
      deadline: "2026-11-25T10:00:00.000Z",
      gate: "Ready to go",
      requirement: "Privacy review",
      role: "security",
      decision: null,
    };
    const late = { ...item, type: "reminder.sent", reason: "reminder" as const, actor: null, reminder };
    expect(subjectOf({ items: [late], site })).toBe(
      "Voice 2: “Privacy review” by security is 2 working days late",
    );
    expect(textOf({ items: [late], site })).toContain(`${site}/releases/voice-2/readiness`);
  });

  it("says where it is a drill", () => {
    expect(subjectOf({ items: [{ ...item, isDrill: true }], site })).toBe(
      "Voice 2: Drill: Cora placed a hold",
    );
  });

  it("lets nothing that somebody wrote become a header, a tag or a link", () => {
    const sly = {
      ...item,
      actor: "Eve\r\nBcc: all@example.org",
      release: { slug: "sly", title: '<script>alert("1")</script> & <https://evil.example|here>' },
    };
    const message = { items: [sly], site };
    expect(subjectOf(message)).not.toMatch(/[\r\n]/);
    expect(htmlOf(message)).not.toMatch(/<script>|<https/);
    expect(slackTextOf(message, escapeSlack)).not.toContain("<https://evil");
    expect(textOf(message)).not.toMatch(/^Bcc/m);
  });
});
