/** What a colour says. Words and shapes say the same beside it. */
export const tones = ["good", "go", "aged", "stop", "work", "spared", "idle", "accent"] as const;
export type Tone = (typeof tones)[number];

export const toneText: Record<Tone, string> = {
  good: "text-good",
  go: "text-go",
  aged: "text-aged",
  stop: "text-stop",
  work: "text-work",
  spared: "text-spared",
  idle: "text-idle",
  accent: "text-accent",
};

export const toneSoft: Record<Tone, string> = {
  good: "bg-good-soft",
  go: "bg-go-soft",
  aged: "bg-aged-soft",
  stop: "bg-stop-soft",
  work: "bg-work-soft",
  spared: "bg-spared-soft",
  idle: "bg-idle-soft",
  accent: "bg-accent-soft",
};
