import { gateSayings, releaseSayings, type Saying } from "@/components/gates/status";
import type { Health } from "@/lib/sharing/health-rules";

/** How a release fares, by word, shape and colour, for those who only look. */
export const healthSayings: Record<Health, Saying> = {
  "going-back": { word: "Rolling back", tone: "stop", shape: "back" },
  "rollback-proposed": { word: "Rollback proposed", tone: "stop", shape: "back" },
  "in-breach": { word: "In breach", tone: "stop", shape: "triangle" },
  "on-hold": { word: "On hold", tone: "aged", shape: "pause" },
  frozen: { word: "Frozen", tone: "aged", shape: "pause" },
  blocked: gateSayings.blocked,
  "needs-attention": { word: "Needs attention", tone: "work", shape: "triangle" },
  "on-course": { word: "On course", tone: "good", shape: "ring" },
  ready: { word: "Ready to advance", tone: "go", shape: "play" },
  draft: releaseSayings.draft,
  completed: releaseSayings.completed,
  "rolled-back": releaseSayings["rolled-back"],
  cancelled: releaseSayings.cancelled,
};
