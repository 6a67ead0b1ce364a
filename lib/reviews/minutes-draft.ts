import type { ReviewDetail } from "./schemas";

type Drafted = Pick<ReviewDetail, "title" | "attendance" | "agenda" | "notes"> & { when: string };
type Note = ReviewDetail["notes"][number];

const outcomeWords = { go: "Go", conditional: "Conditional go", "no-go": "No-go" } as const;

/** Minutes to begin with, in Markdown: who was there, and of each release what there was to speak about and how it ended. */
export function draftMinutes({ title, when, attendance, agenda, notes }: Drafted): string {
  const present = attendance?.people.map(({ name }) => name).join(", ") ?? "not recorded yet";
  const head = [`# ${title}`, "", `Held on ${when}.`, "", `Present: ${present}.`, ""];
  const ofMeeting = notes.filter(({ release }) => release === null).map(noteLine);
  const said = ofMeeting.length === 0 ? [] : [...ofMeeting, ""];
  const ofReleases = agenda.flatMap((each) =>
    releaseLines(
      each,
      notes.filter(({ release }) => release === each.release.slug),
    ),
  );
  return [...head, ...said, ...ofReleases].join("\n");
}

function releaseLines(
  { release, stage, items, outcome }: ReviewDetail["agenda"][number],
  notes: readonly Note[],
): string[] {
  const spoken = items.flatMap(({ key, text, details, who }) => {
    const open = details.length === 0 ? "" : `: ${details.length} open`;
    const people = who.map(({ name }) => name).join(", ");
    const line = `- ${inOneLine(text)}${open}${people === "" ? "" : ` (${people})`}`;
    return [line, ...notes.filter(({ item }) => item === key).map((note) => `  ${noteLine(note)}`)];
  });
  const known = new Set(items.map(({ key }) => key));
  // Of what was settled since, and of how it ended.
  const others = notes.filter(({ item }) => !known.has(item)).map(noteLine);
  return [
    `## ${release.title}`,
    "",
    ...(stage === null ? [] : [`Stage: ${stage}.`, ""]),
    ...(spoken.length === 0 ? ["Nothing stands open.", ""] : [...spoken, ""]),
    ...(others.length === 0 ? [] : [...others, ""]),
    ...outcomeLines(outcome),
  ];
}

function noteLine({ text, condition, by }: Note): string {
  const asked =
    condition === null ? "" : `Condition, by ${condition.owner.name}, until ${condition.due.slice(0, 10)}: `;
  return `- ${asked}${inOneLine(text)} (${by.name})`;
}

function outcomeLines(outcome: ReviewDetail["agenda"][number]["outcome"]): string[] {
  if (outcome === null) return ["**Outcome:** none yet.", ""];
  const reason = outcome.reason === null ? "" : ` ${inOneLine(outcome.reason)}`;
  const conditions = outcome.conditions.map(
    ({ text, owner, due }) =>
      `- [ ] ${inOneLine(text)}, by ${owner?.name ?? "its owner"}, until ${due.slice(0, 10)}`,
  );
  return [
    `**Outcome:** ${outcomeWords[outcome.outcome]}, concluded by ${outcome.by.name}.${reason}`,
    "",
    ...(conditions.length === 0 ? [] : [...conditions, ""]),
  ];
}

function inOneLine(text: string): string {
  return text.replaceAll(/\s*\n\s*/g, " ");
}
