import type { Tone } from "./tone";
import { tones } from "./tone";

/** Names of the colours in `app/globals.css`, in groups; a test holds both lists together. */
export const colourGroups: readonly { title: string; says: string; names: readonly string[] }[] = [
  {
    title: "Ground",
    says: "From the lowest to the highest.",
    names: ["sunken", "canvas", "surface", "raised", "hover"],
  },
  { title: "Lines", says: "An edge can be operated.", names: ["line", "line-strong", "edge", "focus"] },
  { title: "Ink", says: "Text, from loud to quiet.", names: ["ink", "ink-2", "ink-3"] },
  {
    title: "Accent",
    says: "What is to be pressed, and where one is.",
    names: ["accent", "accent-fill", "accent-fill-hover", "accent-soft"],
  },
  {
    title: "Tones",
    says: "What something is; shape and word say it too.",
    names: tones.filter((tone) => tone !== "accent").flatMap((tone) => [tone, `${tone}-soft`]),
  },
];

export const textSizes = ["2xs", "xs", "sm", "base", "lg", "xl"] as const;
export const radii = ["sm", "md", "lg"] as const;
export const shadows = ["control", "raised"] as const;

/** What each tone is for. */
export const toneWords: Record<Tone, string> = {
  good: "holds",
  go: "under way, can go on",
  aged: "was so, and changed since",
  stop: "must not go on",
  work: "asks for work",
  spared: "need not be, by decision",
  idle: "not yet, or no more",
  accent: "to be pressed",
};
