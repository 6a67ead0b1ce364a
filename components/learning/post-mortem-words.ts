import type { Saying } from "@/components/gates/status";
import type { EventKind, PostMortemState } from "@/lib/learning/model";
import type { ProposalState } from "@/lib/learning/proposal-rules";

export const stateSayings: Record<PostMortemState, Saying> = {
  draft: { word: "Draft", tone: "work", shape: "half" },
  review: { word: "In review", tone: "accent", shape: "play" },
  published: { word: "Published", tone: "good", shape: "check-stamp" },
};

export const kindWords: Record<EventKind, string> = {
  rollback: "Rollback",
  drill: "Failed drill",
  "break-glass": "Break-glass",
  release: "Whole release",
};

export const proposalSayings: Record<ProposalState, Saying> = {
  open: { word: "Open", tone: "accent", shape: "play" },
  published: { word: "Published", tone: "good", shape: "check-stamp" },
  stale: { word: "Stale", tone: "aged", shape: "half" },
  withdrawn: { word: "Taken back", tone: "idle", shape: "back" },
};

export const scoreSayings: Record<"right" | "wrong" | "open", Saying> = {
  right: { word: "It was right", tone: "good", shape: "check-disc" },
  wrong: { word: "Going back would have been right", tone: "stop", shape: "triangle" },
  open: { word: "Not known yet", tone: "idle", shape: "dots" },
};
