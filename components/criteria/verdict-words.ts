import type { ShapeName } from "@/components/ui/shape";
import type { Tone } from "@/components/ui/tone";
import type { Verdict } from "@/lib/metrics/model";

/** How a verdict is shown; word and shape say what the colour says. */
export const verdictSayings: Record<Verdict, { word: string; tone: Tone; shape: ShapeName }> = {
  ok: { word: "OK", tone: "good", shape: "check-disc" },
  building: { word: "Building", tone: "aged", shape: "half" },
  breach: { word: "Breach", tone: "stop", shape: "stop" },
  withheld: { word: "Withheld", tone: "work", shape: "triangle" },
  invalid: { word: "Invalid", tone: "work", shape: "triangle" },
  "no-data": { word: "No data", tone: "idle", shape: "ring" },
  stale: { word: "Stale", tone: "idle", shape: "ring" },
  insufficient: { word: "Too few samples", tone: "idle", shape: "ring" },
};
