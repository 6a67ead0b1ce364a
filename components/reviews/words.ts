import type { Saying } from "@/components/gates/status";
import type { ReviewAnswer, ReviewDetail } from "@/lib/reviews/schemas";
import type { ReviewOutcomeName } from "@/lib/reviews/model";

export const outcomeSayings: Record<ReviewOutcomeName, Saying> = {
  go: { word: "Go", tone: "good", shape: "check-disc" },
  conditional: { word: "Go on conditions", tone: "work", shape: "triangle" },
  "no-go": { word: "No-go", tone: "stop", shape: "stop" },
};

type Item = ReviewDetail["agenda"][number]["items"][number]["kind"];

export const agendaSayings: Record<Item, Saying> = {
  veto: { word: "Veto", tone: "stop", shape: "stop" },
  "needs-work": { word: "Asks for work", tone: "work", shape: "triangle" },
  condition: { word: "Condition", tone: "work", shape: "triangle" },
  concern: { word: "Concern", tone: "work", shape: "triangle" },
  obligation: { word: "To be done", tone: "work", shape: "triangle" },
  drill: { word: "Drill due", tone: "aged", shape: "half" },
  criterion: { word: "Not tried", tone: "aged", shape: "half" },
  waiver: { word: "Waiver runs out", tone: "aged", shape: "half" },
  gate: { word: "Open", tone: "idle", shape: "ring" },
};

/** Where a review stands, at a moment. */
export function reviewSaying(
  { state, start, end }: Pick<ReviewAnswer, "state" | "start" | "end">,
  now: number,
): Saying {
  if (state === "cancelled") return { word: "Cancelled", tone: "idle", shape: "skip" };
  if (Date.parse(start) <= now && now < Date.parse(end))
    return { word: "Now", tone: "accent", shape: "play" };
  if (state === "held") return { word: "Held", tone: "good", shape: "check-disc" };
  if (Date.parse(end) <= now) return { word: "Nothing recorded", tone: "aged", shape: "half" };
  return { word: "Scheduled", tone: "idle", shape: "ring" };
}
