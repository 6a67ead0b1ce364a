import type { Saying } from "@/components/gates/status";
import type { ApplyingState } from "@/lib/rollouts/applying";
import type { SetBy } from "@/lib/rollouts/exposure-schemas";

/** What sets an exposure, after “by”. */
export function setByWords({ type, target }: SetBy): string {
  switch (type) {
    case "manual":
      return "hand";
    case "webhook":
      return target === null ? "the webhook" : `the webhook at ${target}`;
    case "flag":
      return target === null ? "the flag" : `the flag ${target}`;
    case "command":
      return "a runner’s script";
  }
}

/** How far setting it is, by word, shape and colour. */
export const applyingSayings: Record<ApplyingState, Saying> = {
  none: { word: "Not asked for", tone: "idle", shape: "ring" },
  waiting: { word: "Waits to be taken", tone: "idle", shape: "dots" },
  "held-back": { word: "Held back", tone: "aged", shape: "pause" },
  retrying: { word: "Will be tried again", tone: "work", shape: "clock" },
  "under-way": { word: "Being set", tone: "accent", shape: "play" },
  unsettled: { word: "Set, and not settled", tone: "work", shape: "half" },
  applied: { word: "Set", tone: "good", shape: "check-disc" },
  confirmed: { word: "Confirmed by hand", tone: "good", shape: "check-disc" },
  differs: { word: "Set to another share", tone: "stop", shape: "triangle" },
  failed: { word: "Could not be set", tone: "stop", shape: "stop" },
};

/** Whether it goes on by itself, so that nobody has to do anything for now. */
export function goesOn(state: ApplyingState): boolean {
  return state === "waiting" || state === "retrying" || state === "under-way" || state === "unsettled";
}
