import { CriterionToTry } from "./schemas";
import type { Incident } from "./score";

/** What stands in the address of a criterion's page: all of it optional, nothing of it kept. */
export interface TrialParams {
  value?: string | undefined;
  for?: string | undefined;
  window?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
  /** One a line: its begin and its end. */
  incidents?: string | undefined;
}

export interface ReadParams {
  /** The agreed criterion where nothing else is tried, or where what is tried cannot be. */
  criterion: CriterionToTry;
  isTried: boolean;
  from: number | null;
  to: number | null;
  incidents: Incident[];
  faults: string[];
}

export const mostIncidents = 100;

export function readTrialParams(agreed: CriterionToTry, params: TrialParams): ReadParams {
  const faults: string[] = [];
  const { criterion, isTried } = triedOf(agreed, params, faults);
  const [from, to] = (["from", "to"] as const).map((name) => {
    const text = params[name];
    const at = text === undefined ? null : readMoment(text);
    if (text !== undefined && at === null)
      faults.push(`${name}: expected a time in UTC, such as 2026-11-26T10:00`);
    return at;
  });
  if (typeof from === "number" && typeof to === "number" && to <= from)
    faults.push("to: lies not after from");
  const isSound = typeof from !== "number" || typeof to !== "number" || to > from;
  return {
    criterion,
    isTried,
    from: isSound ? (from ?? null) : null,
    to: isSound ? (to ?? null) : null,
    incidents: readIncidents(params.incidents ?? "", faults),
    faults,
  };
}

function triedOf(
  agreed: CriterionToTry,
  params: TrialParams,
  faults: string[],
): { criterion: CriterionToTry; isTried: boolean } {
  const { value, for: lasting, window } = params;
  const tried = {
    ...agreed,
    ...("breach" in agreed && value !== undefined ? { breach: { ...agreed.breach, value } } : {}),
    ...("for" in agreed || ("breach" in agreed && lasting !== undefined && agreed.mOfN === undefined)
      ? { for: lasting ?? ("for" in agreed ? agreed.for : undefined) }
      : {}),
    ...("window" in agreed && window !== undefined ? { window } : {}),
  };
  const parsed = CriterionToTry.safeParse(tried);
  if (!parsed.success) {
    faults.push(...parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`));
    return { criterion: agreed, isTried: false };
  }
  return { criterion: parsed.data, isTried: JSON.stringify(parsed.data) !== JSON.stringify(agreed) };
}

/** Epoch ms of a time in UTC, with or without its Z. */
function readMoment(text: string): number | null {
  if (!/^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?)?Z?$/.test(text)) return null;
  const at = Date.parse(text.includes("T") && !text.endsWith("Z") ? `${text}Z` : text);
  return Number.isNaN(at) ? null : at;
}

function readIncidents(text: string, faults: string[]): Incident[] {
  const lines = text.split(/\r?\n|;/).filter((line) => line.trim() !== "");
  if (lines.length > mostIncidents) faults.push(`incidents: more than ${mostIncidents}; the first are read`);
  return lines.slice(0, mostIncidents).flatMap((line) => {
    const [from, to, ...more] = line.split(/[\s,/]+|–/).filter((part) => part !== "" && part !== "to");
    const [begin, end] = [from, to].map((each) => (each === undefined ? null : readMoment(each)));
    if (typeof begin === "number" && typeof end === "number" && begin <= end && more.length === 0)
      return [{ from: begin, to: end }];
    faults.push(`incidents: ${JSON.stringify(line.slice(0, 60))} is not a begin and an end`);
    return [];
  });
}

/** As a form's field of date and time takes it, in UTC. */
export function momentText(at: number): string {
  return new Date(at).toISOString().slice(0, 16);
}
