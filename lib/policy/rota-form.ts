import type { weekdays } from "./rota";
import type { RotaDocument } from "./rota-schemas";

/** A rota as its form holds it: one person a line, one line for hours. */
export interface RotaFields {
  zone: string;
  people: string;
  starting: string;
  every: string;
  hours: string;
}

export const everyChoices = [
  { value: "FREQ=WEEKLY", label: "every week" },
  { value: "FREQ=WEEKLY;INTERVAL=2", label: "every other week" },
  { value: "FREQ=DAILY", label: "every day" },
] as const;

/** As the document says it; what is no hours at all is left for the refusal to name. */
export function rotaFromFields({ zone, people, starting, every, hours }: RotaFields): RotaDocument {
  const windows = linesOf(hours).map((line) => {
    const [days = "", from = "", to = ""] = line.split(/\s+(?=\d)|\s*[-–]\s*(?=\d)/);
    return { days: days.toUpperCase().split(/[\s,]+/) as (typeof weekdays)[number][], from, to };
  });
  return {
    zone: zone.trim(),
    people: linesOf(people),
    handover: { starting, every: every.trim() },
    ...(windows.length > 0 && { hours: windows }),
  };
}

/** The document as the form shows it. */
export function fieldsOfRota({ zone, people, handover, hours = [] }: RotaDocument): RotaFields {
  return {
    zone,
    people: people.join("\n"),
    starting: handover.starting,
    every: handover.every,
    hours: hours.map(({ days, from, to }) => `${days.join(",")} ${from}-${to}`).join("\n"),
  };
}

function linesOf(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}
