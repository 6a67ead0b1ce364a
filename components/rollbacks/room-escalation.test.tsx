import { renderToString } from "react-dom/server";
import { describe, expect, it } from "vitest";
import type { EscalationAnswer } from "@/lib/rollbacks/rollback-answers";
import type { RollbackView } from "@/lib/rollbacks/rollback-view";
import type { RoomActs } from "./room-acts";
import { RoomEscalation } from "./room-escalation";

const at = (minute: number) => `2026-11-26T20:${String(minute).padStart(2, "0")}:00.000Z`;
const ed = { name: "Ed", email: "ed@example.org" };
const ana = { name: "Ana", email: "ana@example.org" };
const level = (
  number: number,
  whom: string,
  repeat: EscalationAnswer["levels"][number]["repeat"] = null,
) => ({
  number,
  whom,
  channel: "inbox" as const,
  after: number === 1 ? "50%" : "10m",
  repeat,
});
const telling = (change: Partial<EscalationAnswer["tellings"][number]>) => ({
  wait: 1,
  level: 1,
  repetition: 0,
  channel: "inbox" as const,
  at: at(5),
  people: [ed],
  ...change,
});
const escalation: EscalationAnswer = {
  version: 3,
  levels: [
    level(1, "who can do what is awaited"),
    level(2, "whoever is on shift of nights"),
    level(3, "everybody with a role on the release", { every: "5m", times: null }),
  ],
  wait: 1,
  since: at(0),
  next: { level: 3, repetition: 0, at: at(25), people: [ed, ana] },
  tellings: [telling({}), telling({ level: 2, at: at(15), people: [] })],
  silence: null,
};

const act = async () => ({ kind: "done" as const, message: "" });
const acts: Partial<RoomActs> = { silence: act };

function drawn(change: Partial<EscalationAnswer>, view: Partial<RollbackView> = {}): string {
  const shown = {
    id: "1",
    state: "proposed",
    severity: "sev2",
    onSilence: "escalate",
    waitsFor: "rollback.authorise",
    awaited: [ed],
    endedAt: null,
    abilities: { acknowledge: { allowed: true } },
    escalation: { ...escalation, ...change },
    ...view,
  } as unknown as RollbackView;
  return renderToString(
    <RoomEscalation
      view={shown}
      acts={acts as RoomActs}
      reader={{ zone: "Europe/Berlin", now: Date.parse(at(20)) }}
    />,
  )
    .replaceAll(/<!-- -->/g, "")
    .replaceAll(/<[^>]*>/g, " ")
    .replaceAll(/\s+/g, " ");
}

describe("the room's escalation", () => {
  it("says who is awaited, which level was told to whom and when, which reached nobody, and who comes next", () => {
    const words = drawn({});
    for (const said of [
      "Policy, version 3",
      "Awaited: authorise a rollback, by Ed.",
      "1. Who can do what is awaited Told After 50 % of the time to decide, by inbox. Told 21:05 : Ed.",
      "2. Whoever is on shift of nights Reached nobody 10 minutes after level 1, by inbox. It reached nobody, 21:15 : the next level comes at once.",
      "3. Everybody with a role on the release Next 10 minutes after level 2, again every 5 minutes, by inbox. Next 21:25 : Ed and Ana, as it stands now.",
    ])
      expect(words).toContain(said);
  });

  it("says where the next level would reach nobody, and how often one was repeated", () => {
    const again = [
      telling({}),
      telling({ repetition: 1, at: at(10) }),
      telling({ repetition: 2, at: at(15) }),
    ];
    const words = drawn({ tellings: again, next: { level: 2, repetition: 0, at: at(25), people: [] } });
    expect(words).toContain("Told 3 times, last 21:15 : Ed.");
    expect(words).toContain("Next 21:25 : it would reach nobody now.");
  });

  it("says who is on it until when, and offers it to whoever may say so", () => {
    const silence = { until: at(30), by: ana };
    expect(drawn({ silence })).toContain("Ana is on it: nobody further is told until 21:30 .");
    expect(drawn({})).toContain("I am on it");
    const refused = { acknowledge: { allowed: false, reason: "This is for others.", whoMay: [] } };
    expect(drawn({}, { abilities: refused as never })).toContain("I am on it This is for others.");
  });

  it("says why nobody is told: silence leads to nothing, all were told, or it is over", () => {
    expect(
      drawn({ since: null, tellings: [], next: null }, { onSilence: "nothing", severity: "sev4" }),
    ).toContain("Silence leads to nothing at sev4, so nobody is told.");
    expect(drawn({ next: null })).toContain("All levels were told; nobody is told again.");
    const over = drawn({ since: null, next: null }, { endedAt: at(40), state: "declined" });
    expect(over).toContain("It is over: nobody is told any more.");
    expect(over).toContain("Who was told");
  });
});
