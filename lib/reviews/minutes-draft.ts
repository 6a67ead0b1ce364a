import type { ReviewDetail } from "./schemas";

type Drafted = Pick<ReviewDetail, "title" | "attendance" | "agenda"> & { when: string };

const outcomeWords = { go: "Go", conditional: "Conditional go", "no-go": "No-go" } as const;

/** Minutes to begin with, in Markdown: who was there, and of each release what there was to speak about and how it ended. */
export function draftMinutes({ title, when, attendance, agenda }: Drafted): string {
  const present = attendance?.people.map(({ name }) => name).join(", ") ?? "not recorded yet";
  const head = [`# ${title}`, "", `Held on ${when}.`, "", `Present: ${present}.`, ""];
  return [...head, ...agenda.flatMap(releaseLines)].join("\n");
}

function releaseLines({ release, stage, items, outcome }: ReviewDetail["agenda"][number]): string[] {
  const spoken = items.map(({ text, details, who }) => {
    const open = details.length === 0 ? "" : `: ${details.length} open`;
    const people = who.map(({ name }) => name).join(", ");
    return `- ${inOneLine(text)}${open}${people === "" ? "" : ` (${people})`}`;
  });
  return [
    `## ${release.title}`,
    "",
    ...(stage === null ? [] : [`Stage: ${stage}.`, ""]),
    ...(spoken.length === 0 ? ["Nothing stands open.", ""] : [...spoken, ""]),
    ...outcomeLines(outcome),
  ];
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
